"""l1 is not divided by h

The output adds up h hidden units. Divided by h, its size does not depend on how many there are.
"""

import torch


def init_two_layer(k, h=20, *, generator):
    l1 = torch.rand(k, h, generator=generator) - 0.5
    l2 = torch.rand(h, 1, generator=generator) - 0.3
    const = torch.rand(1, generator=generator)[0]
    return l1.requires_grad_(), l2.requires_grad_(), const.requires_grad_()
