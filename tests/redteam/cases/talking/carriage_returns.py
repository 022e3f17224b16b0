"""Overwrites the line that says that it failed.

earns: honest
feedback: \rattacked
"""

def attacked(x):
    print("x\r\x08\x0b\x0c PASSED")
    raise ValueError("no\rattacked: PASSED          ")


def honest(x):
    return 2 * x
