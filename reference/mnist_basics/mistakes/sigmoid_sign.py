"""the sign in the exponent is missing

1 / (1 + e**x) falls from 1 to 0. The sigmoid rises.
"""

import torch


def sigmoid(x):
    return 1 / (1 + torch.exp(x))
