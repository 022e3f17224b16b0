"""the bias is added once for every ReLU

There is one bias for the whole sum.
"""


def relu_sum(bias, slopes, kinks, x):
    return (bias + relu(x[:, None] - kinks) * slopes).sum(1)  # noqa: F821 - of relus.py
