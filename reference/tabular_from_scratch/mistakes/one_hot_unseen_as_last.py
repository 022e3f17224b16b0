"""a value without a category is counted as the last one

A value that was not there in training belongs to none of the categories: all of its columns are
0.
"""


def one_hot_columns(table, columns, categories=None):
    result = {name: list(column) for name, column in table.items() if name not in columns}
    for name in columns:
        values = sorted(set(table[name])) if categories is None else categories[name]
        own = [entry if entry in values else values[-1] for entry in table[name]]
        for value in values:
            result[f"{name}_{value}"] = [int(entry == value) for entry in own]
    return result
