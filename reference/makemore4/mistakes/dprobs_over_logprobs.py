"""dlogprobs is divided by the logarithm, not by its argument

The slope of log at x is 1 / x, and x is probs. logprobs is the output of the step.
"""


def dprobs(f, g):
    return g.logprobs / f.logprobs
