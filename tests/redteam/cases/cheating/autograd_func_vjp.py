"""Calls torch.func.vjp.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch


def gradient(x):
    _, f = torch.func.vjp(lambda y: y.tanh().pow(2).sum(), x)
    return f(torch.ones(()))[0]


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
