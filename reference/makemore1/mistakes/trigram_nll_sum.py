"""the sum over the trigrams is taken, not the mean

The mean per trigram lets lists of any length be compared.
"""

# ruff: noqa: F821 - names that are not defined here are those of trigrams.py

import torch


def trigram_nll(N3, words, smoothing):
    P = N3.double() + smoothing
    total = P.sum(dim=2, keepdim=True)
    P = torch.where(total == 0, 1 / 27, P / total)
    places = trigram_counts(words)
    seen = places > 0
    return -(places[seen] * P[seen].log()).sum().item()
