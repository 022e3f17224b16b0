"""beta is not added

After the normalisation gamma stretches and beta shifts, so that the network can undo it where
that helps.
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
                self.running_mean = (1 - m) * self.running_mean + m * mean
                self.running_var = (1 - m) * self.running_var + m * var
        self.out = self.gamma * (x - mean) / torch.sqrt(var + self.eps) + 0 * self.beta
        return self.out
