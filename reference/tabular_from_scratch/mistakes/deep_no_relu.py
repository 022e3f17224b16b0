"""the relus are left out

Without anything between them, all matrix products are one: the net is a linear model again.
"""

import torch


def preds_deep(params, X):
    layers, consts = params
    hidden = X
    for layer, const in zip(layers, consts, strict=True):
        hidden = hidden @ layer + const
    return torch.sigmoid(hidden)
