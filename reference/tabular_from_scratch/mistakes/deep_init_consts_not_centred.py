"""the constants are not centred

rand draws from 0 to 1. Minus 0.5, half of the numbers are negative.
"""

from itertools import pairwise

import torch


def init_deep(sizes, *, generator):
    layers = [(torch.rand(a, b, generator=generator) - 0.3) / b * 4 for a, b in pairwise(sizes)]
    consts = [torch.rand(1, generator=generator)[0] * 0.1 for _layer in layers]
    for parameter in (*layers, *consts):
        parameter.requires_grad_()
    return layers, consts
