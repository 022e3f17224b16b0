"""Calls the backward kernels of other layers.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch


def gradient(x):
    return torch.ops.aten.native_batch_norm_backward(x, x, None, None, None, x.mean(0), x.std(0), True, 1e-5, [True] * 3)[0]


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
