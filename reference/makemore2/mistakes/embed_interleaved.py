"""the numbers of the three symbols are interleaved

view and flatten keep the order in memory. First all numbers of the first symbol, then those of
the second: nothing is transposed before.
"""


def embed(C, X):
    return C[X].transpose(1, 2).reshape(len(X), -1)
