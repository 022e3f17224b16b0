"""the numbers come from a normal distribution

rand is uniform between 0 and 1, randn is normal with mean 0.
"""

import torch


def init_two_layer(k, h=20, *, generator):
    l1 = (torch.randn(k, h, generator=generator) - 0.5) / h
    l2 = torch.randn(h, 1, generator=generator) - 0.3
    const = torch.randn(1, generator=generator)[0]
    return l1.requires_grad_(), l2.requires_grad_(), const.requires_grad_()
