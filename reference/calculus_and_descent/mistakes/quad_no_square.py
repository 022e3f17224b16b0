"""x is doubled where it should be squared

x^2 is x times x; 2x is its slope.
"""


def quad(a, b, c, x):
    return a * 2 * x + b * x + c
