"""all weights of a neuron are drawn once, and are the same

Draw a number for each input. Weights that start equal get equal gradients for equal inputs.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py

TASK = "Neuron"


class Neuron(Neuron):
    def __init__(self, nin, nonlin="tanh", rng=None):
        source = random if rng is None else rng
        first = source.uniform(-1, 1)
        self.w = [Value(first) for _ in range(nin)]
        self.b = Value(0.0)
        self.nonlin = nonlin
