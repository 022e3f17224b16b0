"""the slope of sin(3 * b) lacks the inner factor 3

The inner function 3 * b has a slope of its own: three units of angle for each unit of b.
"""

# ruff: noqa: F821 - names that are not defined here are those of derivatives.py


def gradf(a, b, c):
    return [-3 * a**2 - 0.5 * a**-0.5, math.cos(3 * b) + 2.5 * b**1.5, c**-2]
