"""everything is divided by the sum of the whole table

Those are probabilities of pairs. What is asked for is the probability of the second symbol
where the first is known: every row sums to 1.
"""

import torch


def normalise_rows(N, smoothing=1.0):
    P = (N if N.dtype == torch.float64 else N.float()) + smoothing
    return P / P.sum()
