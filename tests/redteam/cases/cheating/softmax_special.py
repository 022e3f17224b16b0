"""Uses torch.special.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.special.softmax(x, 1)


def honest(x):
    return 2 * x
