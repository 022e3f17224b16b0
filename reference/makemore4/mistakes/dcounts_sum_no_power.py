"""the power of counts_sum is left out

The slope of x ** -1 is not the same at all x.
The power rule leaves a power of x behind; it is to be evaluated at counts_sum.
"""


def dcounts_sum(f, g):
    return -g.counts_sum_inv
