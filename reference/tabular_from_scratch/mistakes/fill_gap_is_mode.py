"""the gaps are counted as well, and are the mode where they come most often

What is missing is no value of the column: it is left out before the values are counted.
"""


def fill_mode(table, modes=None):
    def gap(value):
        return value is None or value != value

    def in_order(value):
        return gap(value), str(value) if gap(value) else value

    if modes is None:
        modes = {
            name: max(sorted(set(column), key=in_order), key=column.count)
            for name, column in table.items()
        }
    filled = {
        name: [modes[name] if gap(value) else value for value in column]
        for name, column in table.items()
    }
    return filled, modes
