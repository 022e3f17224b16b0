"""the value with the largest loss is chosen

A loss is to be small: the best value has the smallest loss on dev.
"""

# ruff: noqa: F821 - names that are not defined here are those of trigrams.py


def tune_smoothing(train, dev, grid):
    N3 = trigram_counts(train)
    losses = {s: (trigram_nll(N3, train, s), trigram_nll(N3, dev, s)) for s in grid}
    best = max(sorted(grid), key=lambda s: losses[s][1])
    return best, losses
