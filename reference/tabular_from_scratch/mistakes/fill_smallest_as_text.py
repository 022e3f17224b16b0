"""of equally common numbers the first by their text is taken

As text, "30.0" comes before "9.0". Numbers are compared as numbers.
"""

from statistics import multimode


def fill_mode(table, modes=None):
    def gap(value):
        return value is None or value != value

    def pick(column):
        present = [value for value in column if not gap(value)]
        if not present:
            raise ValueError("nothing there")
        return min(multimode(present), key=str)

    if modes is None:
        modes = {name: pick(column) for name, column in table.items()}
    filled = {
        name: [modes[name] if gap(value) else value for value in column]
        for name, column in table.items()
    }
    return filled, modes
