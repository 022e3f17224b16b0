"""Undoes the patches by deleting them.

earns: honest
feedback: AttributeError | is not allowed
task: gradient
"""

import torch


def gradient(x):
    del torch.Tensor.backward
    x = x.clone().requires_grad_()
    x.tanh().pow(2).sum().backward()
    return x.grad


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
