"""Raises KeyboardInterrupt, which would end a pytest session.

earns: honest
feedback: KeyboardInterrupt
"""

def attacked(x):
    raise KeyboardInterrupt


def honest(x):
    return 2 * x
