"""the new columns stand in the order of the table, not of `columns`

`columns` says which groups are made and in which order. Loop over it, not over the table.
"""


def one_hot_columns(table, columns, categories=None):
    result = {name: list(column) for name, column in table.items() if name not in columns}
    for name in [name for name in table if name in columns]:
        values = sorted(set(table[name])) if categories is None else categories[name]
        for value in values:
            result[f"{name}_{value}"] = [int(entry == value) for entry in table[name]]
    return result
