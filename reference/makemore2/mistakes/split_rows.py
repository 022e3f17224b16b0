"""the rows are split, not the names

Pieces of one name then sit in both train and dev: leakage. The names are dealt out first.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def split_dataset(words, block_size=3, *, seed=42):
    own = list(words)
    random.Random(seed).shuffle(own)
    X, Y = build_dataset(own, block_size)
    n1, n2 = int(0.8 * len(X)), int(0.9 * len(X))
    return (X[:n1], Y[:n1]), (X[n1:n2], Y[n1:n2]), (X[n2:], Y[n2:])
