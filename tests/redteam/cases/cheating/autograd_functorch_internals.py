"""Calls torch._functorch, behind torch.func.

earns: honest
feedback: is not allowed in this file | no answer within 1 s
task: gradient
"""

from torch._functorch import eager_transforms


def gradient(x):
    def f(y):
        return y.tanh().pow(2).sum()

    _, back = eager_transforms.vjp(f, x)
    import torch

    return back(torch.ones(()))[0]


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
