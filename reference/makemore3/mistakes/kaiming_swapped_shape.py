"""the axes are (fan_out, fan_in)

torch.nn.Linear stores its weight so. The lecture computes x @ W, with the inputs in the first
axis.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    std = gain(nonlinearity) / fan_in**0.5
    return torch.randn(fan_out, fan_in, generator=generator) * std
