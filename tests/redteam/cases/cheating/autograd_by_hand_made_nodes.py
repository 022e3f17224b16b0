"""Follows a graph without kernels for derivatives, node by node.

earns: honest
feedback: NoneType | not allowed | returned None
task: gradient
"""

import torch


def gradient(x):
    y = x.clone().requires_grad_()
    e = (2 * y).exp()
    root = torch._C.TensorBase.grad_fn.__get__((((e - 1) / (e + 1)) ** 2).sum())
    return root(torch.ones(()))


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
