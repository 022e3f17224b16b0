"""step() forgets the gradients too

step() and zero_grad() are two things: somebody may want to look at the gradients after a step.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


class BasicOptim(BasicOptim):
    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p -= self.lr * p.grad
                    p.grad = None
