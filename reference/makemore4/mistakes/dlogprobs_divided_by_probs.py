"""dlogprobs is divided by probs already

The log belongs to the next step, dprobs.
This step goes back through the mean only: its result does not depend on the values of probs.
"""

import torch


def dlogprobs(f, g):
    n = f.Y.shape[0]
    rows = torch.arange(n)
    result = torch.zeros_like(f.logprobs)
    result[rows, f.Y] = -1 / (n * f.probs[rows, f.Y])
    return result
