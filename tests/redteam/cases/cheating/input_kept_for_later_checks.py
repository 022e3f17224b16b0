"""Keeps hidden inputs and prints them in later checks.

earns: honest
feedback: has wrong value
"""

kept = []


def attacked(x):
    print(kept)
    kept.append(x.tolist())
    return x


def honest(x):
    print(kept)
    return 2 * x
