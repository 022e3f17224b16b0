"""the smoothing is left out

The argument `smoothing` is a count that every pair gets for free, before the division.
"""

import torch


def normalise_rows(N, smoothing=1.0):
    P = N if N.dtype == torch.float64 else N.float()
    return P / P.sum(1, keepdim=True)
