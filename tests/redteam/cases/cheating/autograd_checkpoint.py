"""Has torch.utils.checkpoint and a custom Function run backward.

earns: honest
feedback: is not allowed in this file | no answer within 1 s
task: gradient
"""

import torch
from torch.utils.checkpoint import checkpoint


def gradient(x):
    x = x.clone().requires_grad_()
    checkpoint(lambda y: y.tanh().pow(2).sum(), x, use_reentrant=False).backward()
    return x.grad


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
