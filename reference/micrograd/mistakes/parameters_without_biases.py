"""parameters() leaves the biases out

The bias is trained like a weight; an MLP(3, [4, 4, 1]) has 41 parameters, 9 of them biases.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py


class Neuron(Neuron):
    def parameters(self):
        return list(self.w)
