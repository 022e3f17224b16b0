"""the values stand in the order in which they first come

Which value comes first depends on the passengers at hand. Sorted values give every table the same
order.
"""


def one_hot_columns(table, columns, categories=None):
    result = {name: list(column) for name, column in table.items() if name not in columns}
    for name in columns:
        values = dict.fromkeys(table[name]) if categories is None else categories[name]
        for value in values:
            result[f"{name}_{value}"] = [int(entry == value) for entry in table[name]]
    return result
