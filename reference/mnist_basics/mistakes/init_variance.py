"""std is squared

std is a standard deviation, and multiplies the numbers as it is. Its square is the variance.
"""

import torch


def init_params(size, std=1.0, *, generator=None):
    return (torch.randn(size, generator=generator) * std**2).requires_grad_()
