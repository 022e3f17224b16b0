"""exp is taken of the logits as they are

exp(100) is inf and exp(-110) is 0 in float32. Subtract a number from each row first: it cancels.
"""

import torch


def cross_entropy(logits, targets):
    counts = logits.exp()
    probs = counts / counts.sum(1, keepdim=True)
    return -probs[torch.arange(len(targets)), targets].log().mean()
