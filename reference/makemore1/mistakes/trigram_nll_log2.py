"""the logarithm has base 2

The loss is in natural logarithms: torch.log and math.log.
"""

# ruff: noqa: F821 - names that are not defined here are those of trigrams.py

import torch


def trigram_nll(N3, words, smoothing):
    P = N3.double() + smoothing
    total = P.sum(dim=2, keepdim=True)
    P = torch.where(total == 0, 1 / 27, P / total)
    places = trigram_counts(words)
    seen = places > 0
    return -(places[seen] * P[seen].log2()).sum().item() / places.sum().item()
