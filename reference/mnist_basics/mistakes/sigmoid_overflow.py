"""e**x is divided by 1 + e**x for large x

In float32 e**90 is inf, and inf/inf is nan. On the right of 0 use a form with e**-x.
"""

import torch


def sigmoid(x):
    return torch.exp(x) / (1 + torch.exp(x))
