"""the minus sign of the power rule is left out

1 / x falls when x grows, so its slope is negative.
The old power, -1, comes down as a factor.
"""


def dcounts_sum(f, g):
    return f.counts_sum**-2 * g.counts_sum_inv
