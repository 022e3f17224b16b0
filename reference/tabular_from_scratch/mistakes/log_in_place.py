"""the given list is changed

Whoever passed it may need the values themselves later. A new list leaves them.
"""

import math


def log1p_column(values):
    if any(value < 0 for value in values):
        raise ValueError("a value is below 0")
    for i, value in enumerate(values):
        values[i] = math.log1p(value)
    return values
