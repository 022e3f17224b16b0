"""the gain is left out

This keeps the spread of a linear layer. The nonlinearity that follows squashes it, and the gain
makes up for that.
"""

import torch


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    std = 1 / fan_in**0.5
    return torch.randn(fan_in, fan_out, generator=generator) * std
