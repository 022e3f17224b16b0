"""each column is divided by the row sum of the same number

Without keepdim the sums have one axis, and broadcasting aligns shapes at the right: column j was
divided by the sum of row j, and the rows no longer sum to 1.
"""

import torch


def normalise_rows(N, smoothing=1.0):
    P = (N if N.dtype == torch.float64 else N.float()) + smoothing
    return P / P.sum(1)
