"""only the first parameter moves

The step goes through all parameters.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class BasicOptim(BasicOptim):
    def step(self):
        p = self.params[0]
        if p.grad is not None:
            with torch.no_grad():
                p -= self.lr * p.grad
