"""Does nothing wrong: the attacked task solved by hand.

earns: honest attacked
feedback: -
"""

def attacked(x):
    exponentials = (x - x.max(1, keepdim=True).values).exp()
    return exponentials / exponentials.sum(1, keepdim=True)


def honest(x):
    return 2 * x
