"""parameters() leaves the biases out

The bias is trained like a weight: every neuron has one.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py


class Neuron(Neuron):
    def parameters(self):
        return list(self.w)
