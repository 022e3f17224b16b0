"""the numbers are divided by the gain

The gain makes up for what the nonlinearity takes away, so the weights grow with it.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    std = 1 / (gain(nonlinearity) * fan_in**0.5)
    return torch.randn(fan_in, fan_out, generator=generator) * std
