"""Uses forward-mode automatic differentiation.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch
import torch.autograd.forward_ad as fw


def gradient(x):
    with fw.dual_level():
        dual = fw.make_dual(x, torch.ones_like(x))
        return fw.unpack_dual(dual.tanh().pow(2)).tangent


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
