"""Calls the engine's own entry point.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch


def gradient(x):
    x = x.clone().requires_grad_()
    y = x.tanh().pow(2).sum()
    return torch.autograd.graph._engine_run_backward((y,), (torch.ones(()),), False, False, (x,), True, accumulate_grad=False)[0]


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
