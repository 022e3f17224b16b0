"""the layers are drawn minus 0.5

The docstring, as the notebook, has 0.3 there.
"""

from itertools import pairwise

import torch


def init_deep(sizes, *, generator):
    layers = [(torch.rand(a, b, generator=generator) - 0.5) / b * 4 for a, b in pairwise(sizes)]
    consts = [(torch.rand(1, generator=generator)[0] - 0.5) * 0.1 for _layer in layers]
    for parameter in (*layers, *consts):
        parameter.requires_grad_()
    return layers, consts
