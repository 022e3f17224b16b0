"""the new columns stand where the old one stood

The columns that stay keep their order, and all new ones follow behind them.
"""


def one_hot_columns(table, columns, categories=None):
    result = {}
    for name, column in table.items():
        if name not in columns:
            result[name] = list(column)
            continue
        values = sorted(set(column)) if categories is None else categories[name]
        for value in values:
            result[f"{name}_{value}"] = [int(entry == value) for entry in column]
    return result
