"""only the branch through probs is counted

counts is read twice in the forward pass: in probs, and in counts_sum.
Each use sends a gradient back, and the two add up.
"""


def dcounts(f, g):
    return f.counts_sum_inv * g.probs
