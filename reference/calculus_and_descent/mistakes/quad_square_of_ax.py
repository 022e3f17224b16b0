"""the square is taken of a x

a x^2 squares x alone: powers come before products.
"""


def quad(a, b, c, x):
    return (a * x) ** 2 + b * x + c
