"""the bias starts with random numbers

It starts with zeros; what is random is the weight.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class Linear(Linear):
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        self.weight = torch.randn(fan_in, fan_out, generator=generator) / fan_in**0.5
        self.bias = torch.randn(fan_out, generator=generator) if bias else None
