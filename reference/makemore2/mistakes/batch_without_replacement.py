"""no example can be drawn twice

Drawn with replacement a batch may be larger than the data; a permutation runs out.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def get_batch(X, Y, batch_size, *, generator):
    ix = torch.randperm(len(X), generator=generator)[:batch_size]
    return X[ix], Y[ix]
