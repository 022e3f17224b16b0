"""the variance of the places' means is lost

The mean of the places' variances is smaller than the variance of all numbers: it leaves out how
far the places' means are apart. Take the variance over both axes at once.
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
            mean, var = x.mean(axes), x.var(0)
            if x.dim() == 3:
                var = var.mean(0)
            with torch.no_grad():
                m = self.momentum
                self.running_mean = (1 - m) * self.running_mean + m * mean
                self.running_var = (1 - m) * self.running_var + m * var
        self.out = self.gamma * (x - mean) / torch.sqrt(var + self.eps) + self.beta
        return self.out
