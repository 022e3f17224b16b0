"""the numbers are divided by fan_in, not by its root

Variances add up, so the variance of the sum is fan_in times as large, and the standard deviation
grows with the root of fan_in.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    std = gain(nonlinearity) / fan_in
    return torch.randn(fan_in, fan_out, generator=generator) * std
