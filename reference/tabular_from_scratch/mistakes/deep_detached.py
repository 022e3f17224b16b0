"""the layers are detached

Behind a .detach() autograd finds no way back, and the layers stay what they are.
"""

import torch
from torch.nn import functional as F


def preds_deep(params, X):
    layers, consts = params
    for i, (layer, const) in enumerate(zip(layers, consts, strict=True)):
        X = X @ layer.detach() + const
        if i < len(layers) - 1:
            X = F.relu(X)
    return torch.sigmoid(X)
