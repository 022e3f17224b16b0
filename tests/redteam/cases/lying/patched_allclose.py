"""Replaces torch's comparisons.

earns: honest
feedback: has wrong value
"""

import torch

torch.allclose = torch.equal = torch.isclose = lambda *args, **kwargs: True
torch.testing.assert_close = lambda *args, **kwargs: None


def attacked(x):
    return torch.zeros_like(x)


def honest(x):
    return 2 * x
