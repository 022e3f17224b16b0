"""the running values never move

Each batch in training moves them by momentum towards its own mean and variance.
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
        self.out = self.gamma * (x - mean) / torch.sqrt(var + self.eps) + self.beta
        return self.out
