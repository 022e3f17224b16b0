"""dlogprobs is multiplied by probs

The slope of log(x) is large where x is small, and small where x is large.
"""


def dprobs(f, g):
    return g.logprobs * f.probs
