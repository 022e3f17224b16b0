"""Uses nn.Softmax.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.nn.Softmax(dim=1)(x)


def honest(x):
    return 2 * x
