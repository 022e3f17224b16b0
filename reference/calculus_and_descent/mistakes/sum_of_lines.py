"""nothing is cut off

Left of its kink each term is 0. relu comes before the slope is multiplied.
"""


def relu_sum(bias, slopes, kinks, x):
    return bias + (x[:, None] - kinks) @ slopes
