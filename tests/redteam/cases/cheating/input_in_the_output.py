"""Prints the whole input.

earns: honest
feedback: has wrong value
"""

import torch

torch.set_printoptions(profile="full", sci_mode=False)


def attacked(x):
    print(x, x.tolist())
    return x


def honest(x):
    return 2 * x
