"""the row index (n,) meets a column index (n, 1) and n x n entries change

Two index tensors are broadcast against each other: (n,) and (n, 1) give all n x n pairs.
With two of shape (n,), row i goes with its own column.
"""

import torch


def dlogits(f, g):
    n = f.logits.shape[0]
    result = g.norm_logits.clone()
    result[torch.arange(n), f.logits.max(dim=1, keepdim=True).indices] += g.logit_maxes
    return result
