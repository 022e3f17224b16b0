"""0, False and empty text are counted too

A passenger without children has Parch 0: that is known, not missing. `not value` is true for 0
and "" as well as for None.
"""


def count_missing(table):
    return {
        name: sum(not value or value != value for value in column) for name, column in table.items()
    }
