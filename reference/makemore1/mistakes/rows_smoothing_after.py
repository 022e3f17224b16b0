"""the smoothing is added after the division, to the shares

The smoothing is a number of counts, as N is: it is added before the sum is taken, so that each row
sums to 1.
"""

import torch


def normalise_rows(N, smoothing=1.0):
    P = N if N.dtype == torch.float64 else N.float()
    return P / P.sum(1, keepdim=True) + smoothing
