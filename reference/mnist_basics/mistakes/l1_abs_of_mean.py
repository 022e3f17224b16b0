"""abs is taken of the mean, not of the differences

Differences of both signs cancel in the mean. abs comes first.
"""


def l1_distance(a, b):
    return (a - b).mean((-1, -2)).abs()
