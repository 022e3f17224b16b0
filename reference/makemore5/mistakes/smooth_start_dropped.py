"""the rest is dropped at the start

The first point is the mean of the first k losses; what is left over stands at the end.
"""

import torch


def smooth(losses, k):
    if k < 1 or len(losses) < k:
        raise ValueError("too few losses")
    return torch.tensor(losses[len(losses) % k :]).view(-1, k).mean(1)
