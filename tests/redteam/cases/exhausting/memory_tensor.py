"""Asks for 40 GB of numbers at once.

earns: honest
feedback: RuntimeError | MemoryError
"""

import torch


def attacked(x):
    return torch.ones(10**10)


def honest(x):
    return 2 * x
