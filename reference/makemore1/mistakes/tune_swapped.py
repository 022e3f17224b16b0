"""the two losses are in the order dev, train

Each value of the dict is the pair (loss on train, loss on dev).
"""

# ruff: noqa: F821 - names that are not defined here are those of trigrams.py


def tune_smoothing(train, dev, grid):
    N3 = trigram_counts(train)
    losses = {s: (trigram_nll(N3, dev, s), trigram_nll(N3, train, s)) for s in grid}
    best = min(sorted(grid), key=lambda s: losses[s][0])
    return best, losses
