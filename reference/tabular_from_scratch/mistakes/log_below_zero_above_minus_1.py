"""values between -1 and 0 are let through

v + 1 is still positive there, so the logarithm exists. The docstring asks for a ValueError for
every value below 0.
"""

import math


def log1p_column(values):
    values = list(values)
    return [math.log(value + 1) for value in values]
