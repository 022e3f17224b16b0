"""Calls the kernel's out form through torch.ops.aten.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.ops.aten._softmax.out(x, 1, False, out=torch.empty_like(x))


def honest(x):
    return 2 * x
