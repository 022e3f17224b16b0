"""x is changed in place

The caller may need x again: the step is done on a new tensor.
"""

import torch


def sigmoid(x):
    x.neg_()
    return 1 / (1 + torch.exp(x))
