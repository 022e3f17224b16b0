"""the hidden layer has a sigmoid in place of the relu

The hidden layer takes the relu: what is below 0 becomes 0, the rest stays.
"""

import torch


def preds_two_layer(params, X):
    l1, l2, const = params
    return torch.sigmoid(torch.sigmoid(X @ l1) @ l2 + const)
