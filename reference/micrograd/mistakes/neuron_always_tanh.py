"""nonlin is not looked at, every neuron has tanh

A linear neuron returns the sum as it is, a relu neuron its positive part.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py

TASK = "Neuron.options"


class Neuron(Neuron):
    def __call__(self, x):
        if len(x) != len(self.w):
            raise ValueError("wrong number of inputs")
        act = sum((w * xi for w, xi in zip(self.w, x, strict=True)), self.b)
        return act.tanh()
