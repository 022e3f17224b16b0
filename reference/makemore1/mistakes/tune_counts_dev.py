"""the dev names are counted too

What was counted is no longer unseen: the loss on dev then says nothing about new names.
"""

# ruff: noqa: F821 - names that are not defined here are those of trigrams.py


def tune_smoothing(train, dev, grid):
    N3 = trigram_counts(train + dev)
    losses = {s: (trigram_nll(N3, train, s), trigram_nll(N3, dev, s)) for s in grid}
    best = min(sorted(grid), key=lambda s: losses[s][1])
    return best, losses
