"""the first category of each column is left out

With k - 1 columns the last category can be read off the others, and some models need that. Here
every value gets its column.
"""


def one_hot_columns(table, columns, categories=None):
    result = {name: list(column) for name, column in table.items() if name not in columns}
    for name in columns:
        values = sorted(set(table[name])) if categories is None else categories[name]
        for value in values[1:]:
            result[f"{name}_{value}"] = [int(entry == value) for entry in table[name]]
    return result
