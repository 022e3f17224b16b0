"""Keeps a reference to the function at import, before anything is patched.

earns: honest
feedback: is not allowed in this file
"""

from torch import softmax as mine


def attacked(x):
    return mine(x, 1)


def honest(x):
    return 2 * x
