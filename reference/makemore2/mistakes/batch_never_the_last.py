"""the last example is never drawn

The upper end of torch.randint is not drawn itself: it is N, not N - 1.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def get_batch(X, Y, batch_size, *, generator):
    ix = torch.randint(0, len(X) - 1, (batch_size,), generator=generator)
    return X[ix], Y[ix]
