"""empty text is counted too

In a file an empty field may mean that a value is missing. In the table, that has become None; ""
is a text like any other.
"""


def count_missing(table):
    return {
        name: sum(value in (None, "") or value != value for value in column)
        for name, column in table.items()
    }
