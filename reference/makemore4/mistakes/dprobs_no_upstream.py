"""the gradient from above is left out

The slope of log alone is not a gradient of the loss.
The chain rule multiplies the slope of the step by what comes from above.
"""


def dprobs(f, g):
    return 1 / f.probs
