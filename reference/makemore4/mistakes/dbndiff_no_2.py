"""the 2 of the square is left out

The slope of x ** 2 is not x: the power comes down as a factor.
"""


def dbndiff(f, g):
    return f.bnvar_inv * g.bnraw + f.bndiff * g.bndiff2
