"""the smoothing is added to the counts, not to their sum

The added counts are part of the sum: 27 times the smoothing for each context.
"""

# ruff: noqa: F821 - names that are not defined here are those of trigrams.py

import torch


def trigram_nll(N3, words, smoothing):
    P = N3.double() + smoothing
    total = N3.double().sum(dim=2, keepdim=True)
    P = torch.where(total == 0, 1 / 27, P / total)
    places = trigram_counts(words)
    seen = places > 0
    return -(places[seen] * P[seen].log()).sum().item() / places.sum().item()
