"""Raises an exception whose class is named after the input.

earns: honest
feedback: an exception of its own
"""

def attacked(x):
    raise type(str(x.tolist()), (Exception,), {})()


def honest(x):
    return 2 * x
