"""the modes that are given are not used

Preprocessing constants belong to the training set; reuse them. Rows that are not to be seen in
training must not choose what they are filled with.
"""


def fill_mode(table, modes=None):
    def gap(value):
        return value is None or value != value

    def pick(column):
        present = [value for value in column if not gap(value)]
        if not present:
            raise ValueError("nothing there")
        return max(sorted(set(present)), key=present.count)

    modes = {
        name: pick(column) if modes is None or any(not gap(v) for v in column) else modes[name]
        for name, column in table.items()
    }
    filled = {
        name: [modes[name] if gap(value) else value for value in column]
        for name, column in table.items()
    }
    return filled, modes
