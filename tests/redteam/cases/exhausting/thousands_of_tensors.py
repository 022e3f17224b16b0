"""Returns thousands of tensors without an entry.

earns: honest
feedback: a list of 4990
"""

import torch


def attacked(x):
    return [torch.empty(0)] * 4990


def honest(x):
    return 2 * x
