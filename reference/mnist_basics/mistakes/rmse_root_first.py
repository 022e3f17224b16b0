"""the root is taken before the mean

The root of each square is the absolute difference, and the mean of those is L1. The mean comes
before the root.
"""


def rmse_distance(a, b):
    return ((a - b) ** 2).sqrt().mean((-1, -2))
