"""Calls the masked softmax kernel.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch._masked_softmax(x, torch.zeros_like(x, dtype=torch.bool), 1, 0)


def honest(x):
    return 2 * x
