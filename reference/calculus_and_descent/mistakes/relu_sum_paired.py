"""each x meets one kink only

x - kinks pairs the two one by one. Each x belongs with each kink: x[:, None] - kinks is (m, j), and
the sum over its last axis leaves one number for each x.
"""

# ruff: noqa: F821 - names that are not defined here are those of relus.py


def relu_sum(bias, slopes, kinks, x):
    return bias + (slopes * relu(x - kinks)).sum()
