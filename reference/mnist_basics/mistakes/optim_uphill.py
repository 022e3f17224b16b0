"""the gradient is added

The gradient points to where the loss grows; a step goes against it.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class BasicOptim(BasicOptim):
    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p += self.lr * p.grad
