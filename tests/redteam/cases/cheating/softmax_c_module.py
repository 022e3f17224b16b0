"""Calls it through torch._C._nn and _VariableFunctions.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch._C._VariableFunctions.softmax(x, 1)


def honest(x):
    return 2 * x
