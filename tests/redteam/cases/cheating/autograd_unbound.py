"""Calls backward through the class, and through the C base class.

earns: honest
feedback: not allowed in this file | AttributeError
task: gradient
"""

import torch


def gradient(x):
    x = x.clone().requires_grad_()
    torch._C.TensorBase.backward(x.tanh().pow(2).sum())
    return x.grad


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
