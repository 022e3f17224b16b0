"""the 1 is not added

ln 0 does not exist, and there are fares of 0. With 1 added, 0 becomes 0.
"""

import math


def log1p_column(values):
    if any(value < 0 for value in values):
        raise ValueError("below 0")
    return [math.log(value) if value else 0.0 for value in values]
