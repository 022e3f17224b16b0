"""the two parts are the wrong way round

The training rows come first, and they are the larger part.
"""

import torch


def random_split(n, valid_frac=0.2, *, generator):
    order = torch.randperm(n, generator=generator)
    cut = int(valid_frac * n)
    return order[:cut], order[cut:]
