"""the bias is left out of the sum

The bias moves the place where the neuron switches; without it every neuron is 0 for inputs of 0.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py

TASK = "Neuron"


class Neuron(Neuron):
    def __call__(self, x):
        if len(x) != len(self.w):
            raise ValueError("wrong number of inputs")
        act = sum(w * xi for w, xi in zip(self.w, x, strict=True))
        return {"tanh": act.tanh, "relu": act.relu}.get(self.nonlin, lambda: act)()
