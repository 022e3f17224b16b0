"""Calls the backward kernel of tanh.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch


def gradient(x):
    h = x.tanh()
    return torch.ops.aten.tanh_backward(2 * h, h)


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
