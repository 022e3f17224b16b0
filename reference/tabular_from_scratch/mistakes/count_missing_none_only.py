"""a NaN is not counted

Some tables have a float NaN where a value is missing. It is not None, and it is not equal to
itself.
"""


def count_missing(table):
    return {name: sum(value is None for value in column) for name, column in table.items()}
