"""the table that was passed is changed

pop and assignment write into the table of the caller. Build a new dict.
"""


def one_hot_columns(table, columns, categories=None):
    for name in columns:
        column = table.pop(name)
        values = sorted(set(column)) if categories is None else categories[name]
        for value in values:
            table[f"{name}_{value}"] = [int(entry == value) for entry in column]
    return table
