"""the batch is a run of neighbours

Each example is drawn by itself; neighbours in the data are pieces of one name.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def get_batch(X, Y, batch_size, *, generator):
    ix = torch.randint(0, len(X), (1,), generator=generator) + torch.arange(batch_size)
    ix = ix % len(X)
    return X[ix], Y[ix]
