"""inputs and answers are drawn apart

One set of row numbers serves both, so that every input keeps its own answer.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def get_batch(X, Y, batch_size, *, generator):
    Xb = X[torch.randint(0, len(X), (batch_size,), generator=generator)]
    return Xb, Y[torch.randint(0, len(X), (batch_size,), generator=generator)]
