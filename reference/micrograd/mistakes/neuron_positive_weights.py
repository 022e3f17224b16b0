"""weights are drawn from 0 to 1

With positive weights only, all neurons of a layer start out alike. The range is from -1 to 1.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py

TASK = "Neuron"


class Neuron(Neuron):
    def __init__(self, nin, nonlin="tanh", rng=None):
        source = random if rng is None else rng
        self.w = [Value(source.random()) for _ in range(nin)]
        self.b = Value(0.0)
        self.nonlin = nonlin
