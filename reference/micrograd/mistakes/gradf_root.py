"""the root has the slope of a ** 0.5 with the power left at 0.5

The power comes down as a factor and is lowered by one: from one half to minus one half.
"""

# ruff: noqa: F821 - names that are not defined here are those of derivatives.py


def gradf(a, b, c):
    return [-3 * a**2 - 0.5 * a**0.5, 3 * math.cos(3 * b) + 2.5 * b**1.5, c**-2]
