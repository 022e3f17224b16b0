"""the numbers are put back in another order

embcat holds letter after letter, each with its e numbers.
The shape (n, T, e) read in the same order keeps them together.
"""


def demb(f, g):
    n, T, e = f.emb.shape
    return g.embcat.reshape(n, e, T).transpose(1, 2)
