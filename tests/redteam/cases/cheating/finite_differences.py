"""Computes the gradient by finite differences, which cannot be forbidden and is not claimed to be.

earns: honest gradient
feedback: -
task: gradient
"""

import torch


def gradient(x):
    x = x.double()
    h = 1e-6
    result = torch.zeros_like(x)
    for i in range(x.numel()):
        up, down = x.clone(), x.clone()
        up.view(-1)[i] += h
        down.view(-1)[i] -= h
        result.view(-1)[i] = (up.tanh().pow(2).sum() - down.tanh().pow(2).sum()) / (2 * h)
    return result.float()


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
