"""the result is float32 for float64 too

The result has the dtype of x; nothing in the formula needs another.
"""

import torch


def sigmoid(x):
    return 1 / (1 + torch.exp(-x.float()))
