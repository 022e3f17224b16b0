"""Calls the safe softmax of torch.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch._safe_softmax(x, 1)


def honest(x):
    return 2 * x
