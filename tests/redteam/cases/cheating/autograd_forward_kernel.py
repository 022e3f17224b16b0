"""Makes dual tensors by the kernel.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch


def gradient(x):
    level = torch._C._enter_dual_level()
    dual = torch._VF._make_dual(x, torch.ones_like(x), level=level)
    return torch._VF._unpack_dual(dual.tanh().pow(2), level=level)[1].clone()


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
