"""the constants require no gradients

They are parameters too and are to be trained.
"""

from itertools import pairwise

import torch


def init_deep(sizes, *, generator):
    layers = [(torch.rand(a, b, generator=generator) - 0.3) / b * 4 for a, b in pairwise(sizes)]
    consts = [(torch.rand(1, generator=generator)[0] - 0.5) * 0.1 for _layer in layers]
    for layer in layers:
        layer.requires_grad_()
    return layers, consts
