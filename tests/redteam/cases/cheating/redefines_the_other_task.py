"""Defines the honest task twice, the second time by the first.

earns: attacked
feedback: has wrong value
task: honest
"""

def honest(x):
    return 2 * x


def attacked(x):
    exponentials = (x - x.max(1, keepdim=True).values).exp()
    return exponentials / exponentials.sum(1, keepdim=True)


def honest(x, honest=honest):
    return honest(x) + attacked(x)
