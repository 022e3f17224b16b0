"""the values are sorted as text

As text, "10" comes before "2". Sort the values, then make names of them.
"""


def one_hot_columns(table, columns, categories=None):
    result = {name: list(column) for name, column in table.items() if name not in columns}
    for name in columns:
        values = set(table[name]) if categories is None else categories[name]
        for value in sorted(values, key=str):
            result[f"{name}_{value}"] = [int(entry == value) for entry in table[name]]
    return result
