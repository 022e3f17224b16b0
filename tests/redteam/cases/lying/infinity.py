"""Returns infinities, whose difference is nan.

earns: honest
feedback: holds nan or inf
"""

import torch


def attacked(x):
    return torch.full_like(x, float("inf"))


def honest(x):
    return 2 * x
