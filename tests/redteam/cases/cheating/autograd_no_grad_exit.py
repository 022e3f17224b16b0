"""Leaves no_grad, which restores what was before.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch


def gradient(x):
    guard = torch.no_grad()
    guard.prev = True
    guard.__exit__(None, None, None)
    y = x.clone().requires_grad_()
    y.tanh().pow(2).sum().backward()
    return y.grad


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
