"""the columns are normalised in place of the rows

Summing over dim 0 adds up over the first symbol. The probabilities of the next symbol,
along dim 1, have to sum to 1.
"""

import torch


def normalise_rows(N, smoothing=1.0):
    P = (N if N.dtype == torch.float64 else N.float()) + smoothing
    return P / P.sum(0, keepdim=True)
