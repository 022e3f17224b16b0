"""Looks for expected values among all tensors that live in the process.

earns: honest
feedback: has wrong value | of another type
"""

import gc

import torch


def attacked(x):
    for value in gc.get_objects():
        if isinstance(value, torch.Tensor) and value is not x and value.shape == x.shape:
            if torch.allclose(value.sum(1), torch.ones(len(x))):
                print("ESCAPED" ": an answer lies in memory")
                return value
    return torch.zeros_like(x)


def honest(x):
    return 2 * x
