"""fan_in and fan_out are averaged

That is another scheme (Xavier). Here only the number of terms in one output counts.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    std = gain(nonlinearity) * (2 / (fan_in + fan_out)) ** 0.5
    return torch.randn(fan_in, fan_out, generator=generator) * std
