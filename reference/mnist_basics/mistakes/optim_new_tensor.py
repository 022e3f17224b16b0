"""the parameter stays as it was

p = p - ... gives the name p to another tensor. The model holds the old one; change it in place.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class BasicOptim(BasicOptim):
    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p = p - self.lr * p.grad
