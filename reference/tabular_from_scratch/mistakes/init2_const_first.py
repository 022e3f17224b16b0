"""const is drawn first

The numbers of a generator come in one order, and the docstring fixes who gets which: l1, l2,
const.
"""

import torch


def init_two_layer(k, h=20, *, generator):
    const = torch.rand(1, generator=generator)[0]
    l1 = (torch.rand(k, h, generator=generator) - 0.5) / h
    l2 = torch.rand(h, 1, generator=generator) - 0.3
    return l1.requires_grad_(), l2.requires_grad_(), const.requires_grad_()
