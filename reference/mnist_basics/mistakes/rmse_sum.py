"""the squares are added up, not averaged

The root of the sum is the length of the difference. It grows with the number of pixels; here the
mean is asked for.
"""


def rmse_distance(a, b):
    return ((a - b) ** 2).sum((-1, -2)).sqrt()
