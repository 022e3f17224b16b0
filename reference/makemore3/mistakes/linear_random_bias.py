"""the bias starts with random numbers

The bias starts at zeros; weights alone make the units different.
"""

import torch


class Linear:
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        self.weight = torch.randn(fan_in, fan_out, generator=generator) / fan_in**0.5
        self.bias = torch.randn(fan_out, generator=generator) if bias else None

    def __call__(self, x):
        self.out = x @ self.weight
        if self.bias is not None:
            self.out = self.out + self.bias
        return self.out

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]
