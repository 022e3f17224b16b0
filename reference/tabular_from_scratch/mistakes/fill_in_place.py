"""the table that was passed is changed

table[name] = ... and column[i] = ... write into the table of the caller. A new dict of new lists
leaves it alone.
"""


def fill_mode(table, modes=None):
    chosen = {}
    for name, column in table.items():
        present = [value for value in column if value is not None and value == value]
        if modes is not None:
            chosen[name] = modes[name]
        elif not present:
            raise ValueError("nothing there")
        else:
            chosen[name] = max(sorted(set(present)), key=present.count)
        for i, value in enumerate(column):
            if value is None or value != value:
                column[i] = chosen[name]
    return table, chosen
