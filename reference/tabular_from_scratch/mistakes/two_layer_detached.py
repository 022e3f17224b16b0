"""the predictions are cut off from the parameters

Under torch.no_grad(), or with .detach(), autograd finds no way back, and nothing can be trained.
"""

import torch
from torch.nn import functional as F


def preds_two_layer(params, X):
    l1, l2, const = params
    with torch.no_grad():
        return torch.sigmoid(F.relu(X @ l1) @ l2 + const)
