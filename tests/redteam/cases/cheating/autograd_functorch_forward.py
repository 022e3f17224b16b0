"""Calls jvp of torch._functorch, one direction at a time.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch
from torch._functorch import eager_transforms


def gradient(x):
    result = torch.zeros_like(x)
    for i in range(x.numel()):
        direction = torch.zeros_like(x)
        direction.view(-1)[i] = 1
        result.view(-1)[i] = eager_transforms.jvp(lambda y: y.tanh().pow(2).sum(), (x,), (direction,))[1]
    return result


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
