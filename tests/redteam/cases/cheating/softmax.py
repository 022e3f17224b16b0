"""Calls torch.softmax.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.softmax(x, 1)


def honest(x):
    return 2 * x
