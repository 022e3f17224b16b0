"""the logits of the right answers are averaged, without softmax

A logit alone says little: adding 5 to all of them changes nothing. What counts is the
distance to the log of the sum of exponentials.
"""

import torch


def cross_entropy(logits, targets):
    return -logits[torch.arange(logits.shape[0]), targets].mean()
