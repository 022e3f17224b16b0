"""the windows overlap

A point stands for its own k steps; the next point begins where it ends.
"""

import torch


def smooth(losses, k):
    if k < 1 or len(losses) < k:
        raise ValueError("too few losses")
    return torch.tensor(losses).unfold(0, k, 1).mean(1)
