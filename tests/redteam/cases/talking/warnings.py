"""Warns, a thousand times.

earns: honest
feedback: has wrong value
"""

import warnings


def attacked(x):
    warnings.simplefilter("always")
    for number in range(1000):
        warnings.warn(f"::error::{number}\x1b[31m")
    return x


def honest(x):
    return 2 * x
