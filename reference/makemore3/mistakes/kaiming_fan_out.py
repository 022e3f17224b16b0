"""fan_out is taken in place of fan_in

One output is a sum of fan_in terms. How many outputs there are does not change it.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    std = gain(nonlinearity) / fan_out**0.5
    return torch.randn(fan_in, fan_out, generator=generator) * std
