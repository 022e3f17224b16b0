"""Calls the kernel through torch.ops.aten.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.ops.aten._softmax(x, 1, False)


def honest(x):
    return 2 * x
