"""Calls the backward kernel of softmax.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.ops.aten._softmax_backward_data(x, x, 1, torch.float32)


def honest(x):
    return 2 * x
