"""the nonlinearity is missing

Without it layers of layers are still one linear function.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py

TASK = "Neuron"


class Neuron(Neuron):
    def __call__(self, x):
        if len(x) != len(self.w):
            raise ValueError("wrong number of inputs")
        return sum((w * xi for w, xi in zip(self.w, x, strict=True)), self.b)
