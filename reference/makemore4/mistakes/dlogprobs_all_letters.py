"""all letters of a row get the gradient of the right one

The loss reads one entry of each row, the one in column Y.
An entry that is not read does not move the loss.
"""

import torch


def dlogprobs(f, g):
    return torch.full_like(f.logprobs, -1 / f.Y.shape[0])
