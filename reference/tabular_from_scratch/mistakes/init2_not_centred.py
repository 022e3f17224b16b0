"""l1 is not centred

rand draws from 0 to 1. Minus 0.5, half of the numbers are negative.
"""

import torch


def init_two_layer(k, h=20, *, generator):
    l1 = torch.rand(k, h, generator=generator) / h
    l2 = torch.rand(h, 1, generator=generator) - 0.3
    const = torch.rand(1, generator=generator)[0]
    return l1.requires_grad_(), l2.requires_grad_(), const.requires_grad_()
