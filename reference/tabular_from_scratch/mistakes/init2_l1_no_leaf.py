"""l1 is computed from a tensor that requires gradients

Then rand is the leaf, l1 is not, and l1.grad stays None. Ask for the gradient last.
"""

import torch


def init_two_layer(k, h=20, *, generator):
    l1 = (torch.rand(k, h, generator=generator, requires_grad=True) - 0.5) / h
    l2 = torch.rand(h, 1, generator=generator) - 0.3
    const = torch.rand(1, generator=generator)[0]
    return l1, l2.requires_grad_(), const.requires_grad_()
