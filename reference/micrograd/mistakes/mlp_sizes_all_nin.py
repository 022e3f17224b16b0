"""every layer has the number of inputs of the first

A layer has as many inputs as the layer before it has neurons.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py

TASK = "MLP"


class MLP(MLP):
    def __init__(self, nin, nouts, last_linear=False, **kwargs):
        self.layers = [Layer(nin, nout, **kwargs) for nout in nouts]
