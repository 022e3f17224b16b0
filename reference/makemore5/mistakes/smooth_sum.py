"""the losses of a point are added up

A mean stays on the scale of one loss, whatever k is.
"""

import torch


def smooth(losses, k):
    if k < 1 or len(losses) < k:
        raise ValueError("too few losses")
    whole = len(losses) // k * k
    return torch.tensor(losses[:whole]).view(-1, k).sum(1)
