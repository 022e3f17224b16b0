"""Has a distribution for counts normalise the scores.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.distributions.Multinomial(5, logits=x).probs


def honest(x):
    return 2 * x
