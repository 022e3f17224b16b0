"""the smallest entry is subtracted too

Dividing by the range after subtracting the smallest is another scaling. Here a column is divided
by its largest entry, no more.
"""

import torch


def max_normalise(X):
    low, maxes = X.amin(dim=0), X.amax(dim=0)
    maxes = torch.where(maxes == 0, torch.ones_like(maxes), maxes)
    return (X - low) / (maxes - low + (maxes == low)), maxes
