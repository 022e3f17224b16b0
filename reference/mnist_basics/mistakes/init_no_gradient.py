"""requires_grad is not set

A plain tensor gets no gradient, and nothing is trained.
"""

import torch


def init_params(size, std=1.0, *, generator=None):
    return torch.randn(size, generator=generator) * std
