"""Calls the softmax that torch has in Python.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch._refs.softmax(x, 1)


def honest(x):
    return 2 * x
