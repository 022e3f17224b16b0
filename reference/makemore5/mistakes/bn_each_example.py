"""each example has its own statistics

Averaged over the places alone, every example is normalised by itself. The examples of the batch
are averaged over as well.
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
            over = 0 if x.dim() == 2 else 1
            mean, var = x.mean(over, keepdim=True), x.var(over, keepdim=True)
            with torch.no_grad():
                m = self.momentum
                now, spread = mean.mean(0), var.mean(0)
                if x.dim() == 2:
                    now, spread = mean[0], var[0]
                self.running_mean = (1 - m) * self.running_mean + m * now.reshape(-1)
                self.running_var = (1 - m) * self.running_var + m * spread.reshape(-1)
        self.out = self.gamma * (x - mean) / torch.sqrt(var + self.eps) + self.beta
        return self.out
