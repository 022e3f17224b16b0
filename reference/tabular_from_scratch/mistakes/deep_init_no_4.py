"""the factor 4 is left out

With smaller numbers each layer shrinks what it gets, and the net may stay at one answer for all.
"""

from itertools import pairwise

import torch


def init_deep(sizes, *, generator):
    layers = [(torch.rand(a, b, generator=generator) - 0.3) / b for a, b in pairwise(sizes)]
    consts = [(torch.rand(1, generator=generator)[0] - 0.5) * 0.1 for _layer in layers]
    for parameter in (*layers, *consts):
        parameter.requires_grad_()
    return layers, consts
