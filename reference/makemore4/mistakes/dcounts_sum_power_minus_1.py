"""the power of counts_sum is not lowered by one

The power rule brings the old power down as a factor and lowers it by one.
That holds for negative powers too.
"""


def dcounts_sum(f, g):
    return -(f.counts_sum**-1) * g.counts_sum_inv
