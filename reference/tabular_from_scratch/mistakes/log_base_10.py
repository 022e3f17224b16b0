"""the logarithm has base 10

The natural logarithm is asked for: math.log or math.log1p.
"""

import math


def log1p_column(values):
    if any(value < 0 for value in values):
        raise ValueError("below 0")
    return [math.log10(value + 1) for value in values]
