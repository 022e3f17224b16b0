"""What few or no errors among many tries say: bounds for a rate (Clopper and Pearson, 1934)."""

from __future__ import annotations

import math
from collections.abc import Callable

CONFIDENCE = 0.95
# Halvings of [0, 1]: what is left is below the rounding of a float.
_HALVINGS = 60


def upper(errors: int, of: int) -> float:
    """The largest rate at which `errors` or fewer of `of` still come out 1 time in 20.

    The one-sided 95% bound: a true rate above it would have shown more errors. 1.0 of no tries.
    """
    if errors >= of:
        return 1.0
    return _crossing(lambda rate: _at_most(errors, of, rate) > 1 - CONFIDENCE)


def lower(errors: int, of: int) -> float:
    """The smallest rate at which `errors` or more of `of` still come out 1 time in 20."""
    if errors == 0:
        return 0.0
    return _crossing(lambda rate: 1 - _at_most(errors - 1, of, rate) < 1 - CONFIDENCE)


def _crossing(below: Callable[[float], bool]) -> float:
    """Where `below` of a rate turns from true to false."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2


def _at_most(errors: int, of: int, rate: float) -> float:
    """The probability of `errors` or fewer among `of` at a rate between 0 and 1."""
    log_rate, log_rest = math.log(rate), math.log1p(-rate)
    terms = (
        math.lgamma(of + 1)
        - math.lgamma(k + 1)
        - math.lgamma(of - k + 1)
        + k * log_rate
        + (of - k) * log_rest
        for k in range(errors + 1)
    )
    return math.fsum(map(math.exp, terms))
