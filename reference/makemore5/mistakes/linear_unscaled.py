"""the weights are not scaled

Divide by the root of fan_in, so that the outputs have the spread of the inputs.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class Linear(Linear):
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        self.weight = torch.randn(fan_in, fan_out, generator=generator)
        self.bias = torch.zeros(fan_out) if bias else None
