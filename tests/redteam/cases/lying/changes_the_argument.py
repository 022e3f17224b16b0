"""Changes the argument in place, so that the judge compares with that.

earns: honest
feedback: has wrong value
"""

def attacked(x):
    x.zero_()
    return x


def honest(x):
    return 2 * x
