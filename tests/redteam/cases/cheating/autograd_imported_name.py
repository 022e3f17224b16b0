"""Imports the function by name at import, so that patching its module is late.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

from torch.autograd import grad as g


def gradient(x):
    x = x.clone().requires_grad_()
    return g(x.tanh().pow(2).sum(), x)[0]


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
