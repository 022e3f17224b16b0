"""numbers of different examples share a row

The axis of the examples stays first: reshaped in another order, the rows mix.
"""


def embed(C, X):
    return C[X.T].reshape(len(X), -1)
