"""no gradients are asked for

Without requires_grad=True nothing is recorded, and backward() has nothing to fill.
"""

import torch


def init_two_layer(k, h=20, *, generator):
    l1 = (torch.rand(k, h, generator=generator) - 0.5) / h
    l2 = torch.rand(h, 1, generator=generator) - 0.3
    const = torch.rand(1, generator=generator)[0]
    return l1, l2, const
