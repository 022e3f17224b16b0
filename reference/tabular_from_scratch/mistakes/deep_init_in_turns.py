"""layers and constants are drawn in turns

The numbers of a generator come in one order. All layers are drawn first, then all constants.
"""

from itertools import pairwise

import torch


def init_deep(sizes, *, generator):
    layers, consts = [], []
    for a, b in pairwise(sizes):
        layers.append((torch.rand(a, b, generator=generator) - 0.3) / b * 4)
        consts.append((torch.rand(1, generator=generator)[0] - 0.5) * 0.1)
    for parameter in (*layers, *consts):
        parameter.requires_grad_()
    return layers, consts
