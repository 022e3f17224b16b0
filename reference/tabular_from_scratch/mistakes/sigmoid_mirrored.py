"""the sign in front of x is missing

The sigmoid grows with x: 1 for large numbers, 0 far below 0. exp(-x) does that, exp(x) the
contrary.
"""


def sigmoid(x):
    return 1 / (1 + x.exp())
