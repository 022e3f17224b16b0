"""the columns are standardised

Mean 0 and standard deviation 1 is another scaling. Here a column is divided by its largest entry.
"""

import torch


def max_normalise(X):
    maxes = X.amax(dim=0)
    maxes = torch.where(maxes == 0, torch.ones_like(maxes), maxes)
    return (X - X.mean(dim=0)) / (X.var(dim=0, correction=0) + 1e-12).sqrt(), maxes
