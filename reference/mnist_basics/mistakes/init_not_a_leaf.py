"""the result of a calculation is no leaf

If requires_grad is set first and the multiplication comes after, the product is no leaf, and
backward() leaves its .grad empty. Scale first, ask for gradients last.
"""

import torch


def init_params(size, std=1.0, *, generator=None):
    return torch.randn(size, generator=generator, requires_grad=True) * std
