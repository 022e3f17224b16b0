"""Calls torch._softmax.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch._softmax(x, 1, False)


def honest(x):
    return 2 * x
