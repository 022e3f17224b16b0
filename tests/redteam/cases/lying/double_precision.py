"""Returns the right values in another precision.

earns: honest
feedback: dtype
"""

def attacked(x):
    x = x.double()
    exponentials = (x - x.max(1, keepdim=True).values).exp()
    return exponentials / exponentials.sum(1, keepdim=True)


def honest(x):
    return 2 * x
