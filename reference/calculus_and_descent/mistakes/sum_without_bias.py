"""the bias is left out

At the left end every ReLU is 0, and the bias alone gives the height.
"""


def relu_sum(bias, slopes, kinks, x):
    return relu(x[:, None] - kinks) @ slopes  # noqa: F821 - of relus.py
