"""last_linear has no effect

A network that predicts any number needs a last layer without a bound.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py

TASK = "Neuron.options"


class MLP(MLP):
    def __init__(self, nin, nouts, last_linear=False, **kwargs):
        sizes = [nin, *nouts]
        self.layers = [Layer(a, b, **kwargs) for a, b in zip(sizes[:-1], nouts, strict=True)]
