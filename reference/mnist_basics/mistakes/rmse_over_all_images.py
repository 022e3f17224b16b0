"""the mean is taken over the images too

Only the last two axes, those of the pixels, are averaged. The axes in front stay.
"""


def rmse_distance(a, b):
    return ((a - b) ** 2).mean().sqrt()
