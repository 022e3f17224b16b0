"""the steps left over make a point of their own

A mean of fewer steps is noisier than the others, and it is the last point of the curve. It is
dropped.
"""

import torch


def smooth(losses, k):
    if k < 1 or len(losses) < k:
        raise ValueError("too few losses")
    return torch.stack([part.mean() for part in torch.tensor(losses).split(k)])
