"""the smoothing is added to the counts, not to the sum of the row

The added counts are part of the row: sum after adding, or the row sums to more than 1.
"""

import torch


def normalise_rows(N, smoothing=1.0):
    P = N if N.dtype == torch.float64 else N.float()
    return (P + smoothing) / P.sum(1, keepdim=True)
