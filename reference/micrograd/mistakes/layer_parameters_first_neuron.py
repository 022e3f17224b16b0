"""a layer lists the parameters of its first neuron only

A return inside the loop ends it. All neurons learn, so the parameters of all go into the list.
"""

# ruff: noqa: F821 - names that are not defined here are those of neural_net.py

TASK = "Layer"


class Layer(Layer):
    def parameters(self):
        for n in self.neurons:
            return n.parameters()
