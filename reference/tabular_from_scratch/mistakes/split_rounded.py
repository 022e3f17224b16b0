"""the size is rounded, not cut

0.2 times 24 is 4.8, and int makes 4 of it. round makes 5.
"""

import torch


def random_split(n, valid_frac=0.2, *, generator):
    order = torch.randperm(n, generator=generator)
    cut = round(valid_frac * n)
    return order[cut:], order[:cut]
