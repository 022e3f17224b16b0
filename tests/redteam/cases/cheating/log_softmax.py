"""Calls log_softmax and takes the exponential.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.log_softmax(x, 1).exp()


def honest(x):
    return 2 * x
