"""the statistics are taken over the units

The last axis holds the units, and each of them has statistics of its own: average over everything
but the last axis. What is averaged over the units is layer normalisation.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class BatchNorm1d(BatchNorm1d):
    def __call__(self, x):
        if x.dim() not in (2, 3):
            raise ValueError("2 or 3 axes")
        axes = tuple(range(x.dim() - 1))
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean, var = x.mean(-1, keepdim=True), x.var(-1, keepdim=True)
            with torch.no_grad():
                m = self.momentum
                self.running_mean = (1 - m) * self.running_mean + m * x.mean(axes)
                self.running_var = (1 - m) * self.running_var + m * x.var(axes)
        self.out = self.gamma * (x - mean) / torch.sqrt(var + self.eps) + self.beta
        return self.out
