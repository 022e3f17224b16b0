"""the bias stands before the weights

The docstring fixes the order: the weights in the order of the inputs, then the bias.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py

TASK = "Neuron"


class Neuron(Neuron):
    def parameters(self):
        return [self.b, *self.w]
