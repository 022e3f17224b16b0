"""Part 4 of micrograd: neurons, layers and a network, made of Values.

No torch, numpy or jax in this file. Keep the line that imports Value: checks use it.
"""

import random
from collections.abc import Sequence

from exercises.micrograd.value import Value


class Module:
    """What neurons, layers and networks have in common."""

    def parameters(self) -> list[Value]:
        """All Values that training may change. Here there are none; each class below has some."""
        return []

    def zero_grad(self) -> None:
        """Set the grad of every parameter to 0.0."""
        raise NotImplementedError("MG-E23 Module.zero_grad")


class Neuron(Module):
    """A weighted sum of the inputs plus a bias, followed by a nonlinearity."""

    def __init__(self, nin: int, nonlin: str = "tanh", rng: random.Random | None = None) -> None:
        """nin weights and a bias, each drawn uniformly from -1 to 1. The bias may also be 0.

        Beyond the lecture (MG-E22):

        nonlin  "tanh", "relu" or "linear" (then the output is the sum itself)
        rng     the weights are drawn from it; if it is None, from the module random
        """
        raise NotImplementedError("MG-E8 Neuron.__init__")

    def __call__(self, x: Sequence[Value | float]) -> Value:
        """The output for the inputs x (plain numbers or Values).

        Beyond the lecture (MG-E22): raises ValueError if the number of inputs is not nin.
        """
        raise NotImplementedError("MG-E8 Neuron.__call__")

    def parameters(self) -> list[Value]:
        """The weights in the order of the inputs, then the bias."""
        raise NotImplementedError("MG-E8 Neuron.parameters")


class Layer(Module):
    """Neurons that get the same inputs."""

    def __init__(self, nin: int, nout: int, **kwargs: object) -> None:
        """nout neurons of nin inputs each. MG-E22: pass kwargs (nonlin, rng) to every Neuron."""
        raise NotImplementedError("MG-E20 Layer.__init__")

    def __call__(self, x: Sequence[Value | float]) -> Value | list[Value]:
        """The outputs of the neurons, in order: a list, or the Value itself if nout is 1."""
        raise NotImplementedError("MG-E20 Layer.__call__")

    def parameters(self) -> list[Value]:
        """The parameters of the first neuron, then those of the second, and so on."""
        raise NotImplementedError("MG-E20 Layer.parameters")


class MLP(Module):
    """Layers one after another: a multi-layer perceptron."""

    def __init__(
        self, nin: int, nouts: list[int], last_linear: bool = False, **kwargs: object
    ) -> None:
        """len(nouts) layers; layer i has nouts[i] neurons.

        nin          the number of inputs of the first layer

        Beyond the lecture (MG-E22):

        last_linear  True: the last layer has nonlin="linear", whatever kwargs says
        kwargs       pass them (nonlin, rng) to every Layer
        """
        raise NotImplementedError("MG-E21 MLP.__init__")

    def __call__(self, x: Sequence[Value | float]) -> Value | list[Value]:
        """What the last layer returns."""
        raise NotImplementedError("MG-E21 MLP.__call__")

    def parameters(self) -> list[Value]:
        """The parameters of the first layer, then those of the second, and so on."""
        raise NotImplementedError("MG-E21 MLP.parameters")
