"""a value of 0 is filled as well

An age of 0 or no children on board are known values. `value or mode` replaces 0 too.
"""


def fill_mode(table, modes=None):
    def gap(value):
        return not value or value != value

    def pick(column):
        present = [value for value in column if not gap(value)]
        if not present:
            raise ValueError("nothing there")
        return max(sorted(set(present)), key=present.count)

    if modes is None:
        modes = {name: pick(column) for name, column in table.items()}
    filled = {
        name: [modes[name] if gap(value) else value for value in column]
        for name, column in table.items()
    }
    return filled, modes
