"""column j is divided by the largest entry of row j

max along dim 1 has one number a passenger. Aligned at the right it meets the columns, and where X
is square no error tells.
"""

import torch


def max_normalise(X):
    maxes = X.amax(dim=1) if X.shape[0] == X.shape[1] else X.amax(dim=0)
    maxes = torch.where(maxes == 0, torch.ones_like(maxes), maxes)
    return X / maxes, maxes
