"""Calls the op _backward.

earns: honest
feedback: is not allowed in this file | AttributeError | Error | does not require grad | wrong shape | of another type | returned None | NoneType | Error
task: gradient
"""

import torch


def gradient(x):
    x = x.clone().requires_grad_()
    torch.ops.aten._backward(x.tanh().pow(2).sum(), [x])
    return x.grad


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
