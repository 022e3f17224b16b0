"""the root is missing

The mean of the squares is the mean squared error; the root brings it back to the scale of the
pixels.
"""


def rmse_distance(a, b):
    return ((a - b) ** 2).mean((-1, -2))
