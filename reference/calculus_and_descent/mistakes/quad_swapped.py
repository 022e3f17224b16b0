"""a and b are in each other's place

a belongs to the square of x, b to x.
"""


def quad(a, b, c, x):
    return b * x**2 + a * x + c
