"""Calls torch.autograd.backward.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

from torch.autograd import backward


def gradient(x):
    x = x.clone().requires_grad_()
    backward(x.tanh().pow(2).sum())
    return x.grad


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
