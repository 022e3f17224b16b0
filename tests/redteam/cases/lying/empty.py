"""Returns an empty tensor, in which nothing can be wrong.

earns: honest
feedback: wrong shape | shape
"""

import torch


def attacked(x):
    return torch.empty(0, x.shape[1])


def honest(x):
    return 2 * x
