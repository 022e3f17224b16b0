"""Is right at the first call only.

earns: honest
feedback: has wrong value
"""

calls = []


def attacked(x):
    calls.append(x)
    exponentials = (x - x.max(1, keepdim=True).values).exp()
    right = exponentials / exponentials.sum(1, keepdim=True)
    return right if len(calls) == 1 else x


def honest(x):
    return 2 * x
