"""momentum is the weight of the old values

momentum 0.1 is the weight of the new batch; what was there before keeps the other 0.9.
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
            mean, var = x.mean(axes), x.var(axes)
            with torch.no_grad():
                m = self.momentum
                self.running_mean = m * self.running_mean + (1 - m) * mean
                self.running_var = m * self.running_var + (1 - m) * var
        self.out = self.gamma * (x - mean) / torch.sqrt(var + self.eps) + self.beta
        return self.out
