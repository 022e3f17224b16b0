"""the slope of -1 / c has the wrong sign

1 / c falls as c grows, so minus 1 / c rises. Look at the signs of both steps: the one in front,
and the power that comes down.
"""

# ruff: noqa: F821 - names that are not defined here are those of derivatives.py


def gradf(a, b, c):
    return [-3 * a**2 - 0.5 * a**-0.5, 3 * math.cos(3 * b) + 2.5 * b**1.5, -(c**-2)]
