"""Returns nan, which differs from nothing by more than the tolerance.

earns: honest
feedback: holds nan or inf
"""

import torch


def attacked(x):
    return torch.full_like(x, float("nan"))


def honest(x):
    return 2 * x
