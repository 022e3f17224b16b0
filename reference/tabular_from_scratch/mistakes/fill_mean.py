"""numbers are filled with their mean

The mode is the most common value. The mean of the ages may be an age that nobody has.
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
        return sum(present) / len(present)

    if modes is None:
        modes = {name: pick(column) for name, column in table.items()}
    filled = {
        name: [modes[name] if gap(value) else value for value in column]
        for name, column in table.items()
    }
    return filled, modes
