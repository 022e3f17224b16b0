"""a NaN is not filled

A NaN marks a gap as None does. It is not equal to itself, and math.isnan finds it.
"""


def fill_mode(table, modes=None):
    def gap(value):
        return value is None

    def pick(column):
        present = [value for value in column if not gap(value)]
        if not present:
            raise ValueError("nothing there")
        return max(sorted(present), key=present.count)

    if modes is None:
        modes = {name: pick(column) for name, column in table.items()}
    filled = {
        name: [modes[name] if gap(value) else value for value in column]
        for name, column in table.items()
    }
    return filled, modes
