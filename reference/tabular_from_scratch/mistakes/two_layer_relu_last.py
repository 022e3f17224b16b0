"""the output passes through a relu too

A relu before the sigmoid leaves no prediction below 0.5.
"""

import torch
from torch.nn import functional as F


def preds_two_layer(params, X):
    l1, l2, const = params
    return torch.sigmoid(F.relu(F.relu(X @ l1) @ l2 + const))
