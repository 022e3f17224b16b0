"""the middle axis is taken for the units

torch.nn.BatchNorm1d wants (N, C, L), the units in the middle. Here the units are the last axis,
so the places in the middle are averaged over.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class BatchNorm1d(BatchNorm1d):
    def __call__(self, x):
        if x.dim() not in (2, 3):
            raise ValueError("2 or 3 axes")
        tuple(range(x.dim() - 1))
        mean, var = self.running_mean, self.running_var
        if self.training:
            over = 0 if x.dim() == 2 else (0, 2)
            mean, var = x.mean(over, keepdim=True), x.var(over, keepdim=True)
            with torch.no_grad():
                m = self.momentum
                self.running_mean = (1 - m) * self.running_mean + m * mean
                self.running_var = (1 - m) * self.running_var + m * var
        self.out = self.gamma * (x - mean) / torch.sqrt(var + self.eps) + self.beta
        return self.out
