"""make_quad hands its numbers on in reverse

The order is a, b, c, as in quad.
"""


def make_quad(a, b, c):
    return lambda x: c * x**2 + b * x + a
