"""the numbers come from a generator with a seed of its own

A seed written into the function gives the same net for every generator. The one who calls
decides.
"""

import torch


def init_two_layer(k, h=20, *, generator):
    generator = torch.Generator().manual_seed(442)
    l1 = (torch.rand(k, h, generator=generator) - 0.5) / h
    l2 = torch.rand(h, 1, generator=generator) - 0.3
    const = torch.rand(1, generator=generator)[0]
    return l1.requires_grad_(), l2.requires_grad_(), const.requires_grad_()
