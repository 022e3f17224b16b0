"""the categories that are given are not used

The columns of a model are fixed in training. A table with other values has to get the same
columns, or its numbers meet the wrong coefficients.
"""


def one_hot_columns(table, columns, categories=None):
    result = {name: list(column) for name, column in table.items() if name not in columns}
    for name in columns:
        for value in sorted(set(table[name])):
            result[f"{name}_{value}"] = [int(entry == value) for entry in table[name]]
    return result
