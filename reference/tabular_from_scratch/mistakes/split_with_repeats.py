"""the row numbers are drawn one by one

Drawn with repeats, some passengers stand in both parts and others in none. A permutation has
every number once.
"""

import torch


def random_split(n, valid_frac=0.2, *, generator):
    order = torch.randint(n, (n,), generator=generator)
    cut = int(valid_frac * n)
    return order[cut:], order[:cut]
