"""the weights are divided by fan_in, not by its root

Variances add up, and a standard deviation is the root of a variance.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class Linear(Linear):
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        self.weight = torch.randn(fan_in, fan_out, generator=generator) / fan_in
        self.bias = torch.zeros(fan_out) if bias else None
