"""Calls the decomposition that torch has in Python.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch._decomp.decompositions._softmax(x, 1, False)


def honest(x):
    return 2 * x
