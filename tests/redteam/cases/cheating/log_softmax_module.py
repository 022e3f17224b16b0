"""Uses nn.LogSoftmax.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.nn.LogSoftmax(1)(x).exp()


def honest(x):
    return 2 * x
