"""const has an axis

torch.rand(1) has shape (1,). A single number has shape (): take entry 0.
"""

import torch


def init_two_layer(k, h=20, *, generator):
    l1 = (torch.rand(k, h, generator=generator) - 0.5) / h
    l2 = torch.rand(h, 1, generator=generator) - 0.3
    const = torch.rand(1, generator=generator)
    return l1.requires_grad_(), l2.requires_grad_(), const.requires_grad_()
