"""the table is divided by the sum over the second symbol

For each pair of symbols before, the 27 probabilities along the last axis sum to 1.
"""

# ruff: noqa: F821 - names that are not defined here are those of trigrams.py

import torch


def trigram_nll(N3, words, smoothing):
    P = N3.double() + smoothing
    total = P.sum(dim=1, keepdim=True)
    P = torch.where(total == 0, 1 / 27, P / total)
    places = trigram_counts(words)
    seen = places > 0
    return -(places[seen] * P[seen].log()).sum().item() / places.sum().item()
