"""Loops forever.

earns: honest
feedback: no answer within 1 s
"""

def attacked(x):
    while True:
        pass


def honest(x):
    return 2 * x
