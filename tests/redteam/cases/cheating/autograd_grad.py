"""Calls torch.autograd.grad.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch


def gradient(x):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(x.tanh().pow(2).sum(), x)[0]


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
