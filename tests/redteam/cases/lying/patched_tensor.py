"""Replaces methods of Tensor.

earns: honest
feedback: has wrong value
"""

import torch

torch.Tensor.__eq__ = lambda self, other: torch.tensor(True)
torch.Tensor.__sub__ = lambda self, other: torch.zeros_like(self)
torch.Tensor.allclose = lambda *args, **kwargs: True
torch.Tensor.any = lambda *args, **kwargs: torch.tensor(False)


def attacked(x):
    return torch.zeros_like(x)


def honest(x):
    return 2 * x
