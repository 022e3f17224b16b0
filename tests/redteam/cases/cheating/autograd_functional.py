"""Calls torch.autograd.functional.jacobian.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch


def gradient(x):
    return torch.autograd.functional.jacobian(lambda y: y.tanh().pow(2).sum(), x)


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
