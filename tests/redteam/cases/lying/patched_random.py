"""Replaces torch's random numbers, to know the inputs of later checks.

earns: honest
feedback: has wrong value
"""

import random

import torch

torch.manual_seed(0)
torch.randn = lambda *shape, **kwargs: torch.zeros(*shape)
random.choice = lambda values: values[0]


def attacked(x):
    return torch.full_like(x, 1 / x.shape[1])


def honest(x):
    return 2 * x
