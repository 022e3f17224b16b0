"""the weights are divided by the root of fan_out

An output is a sum of fan_in terms; how many other outputs there are changes nothing about it.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class Linear(Linear):
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        self.weight = torch.randn(fan_in, fan_out, generator=generator) / fan_out**0.5
        self.bias = torch.zeros(fan_out) if bias else None
