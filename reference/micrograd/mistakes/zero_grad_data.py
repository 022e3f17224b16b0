"""zero_grad sets the numbers to 0, not their gradients

A parameter keeps its data, which is what was learned. Only grad goes back to 0.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py

TASK = "Module.zero_grad"


class Module(Module):
    def zero_grad(self):
        for p in self.parameters():
            p.data = 0.0
