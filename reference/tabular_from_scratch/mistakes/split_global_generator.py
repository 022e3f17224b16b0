"""the order comes from torch's own generator

Without generator= torch draws from its global one, and the same seed no longer gives the same
parts.
"""

import torch


def random_split(n, valid_frac=0.2, *, generator):
    order = torch.randperm(n)
    cut = int(valid_frac * n)
    return order[cut:], order[:cut]
