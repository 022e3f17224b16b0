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
        for p in self.parameters():
            p.grad = 0.0


class Neuron(Module):
    """A weighted sum of the inputs plus a bias, followed by a nonlinearity."""

    def __init__(self, nin: int, nonlin: str = "tanh", rng: random.Random | None = None) -> None:
        """nin weights and a bias, each drawn uniformly from -1 to 1. The bias may also be 0.

        Beyond the lecture (MG-E22):

        nonlin  "tanh", "relu" or "linear" (then the output is the sum itself)
        rng     the weights are drawn from it; if it is None, from the module random
        """
        source = random if rng is None else rng
        self.w = [Value(source.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0.0)
        self.nonlin = nonlin

    def __call__(self, x: Sequence[Value | float]) -> Value:
        """The output for the inputs x (plain numbers or Values).

        Beyond the lecture (MG-E22): raises ValueError if the number of inputs is not nin.
        """
        if len(x) != len(self.w):
            raise ValueError(f"{len(x)} inputs for {len(self.w)} weights")
        act = self.b
        for w, xi in zip(self.w, x, strict=True):
            act = act + w * xi
        if self.nonlin == "tanh":
            return act.tanh()
        if self.nonlin == "relu":
            return act.relu()
        return act

    def parameters(self) -> list[Value]:
        """The weights in the order of the inputs, then the bias."""
        return [*self.w, self.b]


class Layer(Module):
    """Neurons that get the same inputs."""

    def __init__(self, nin: int, nout: int, **kwargs: object) -> None:
        """nout neurons of nin inputs each. MG-E22: pass kwargs (nonlin, rng) to every Neuron."""
        self.neurons = [Neuron(nin, **kwargs) for _ in range(nout)]

    def __call__(self, x: Sequence[Value | float]) -> Value | list[Value]:
        """The outputs of the neurons, in order: a list, or the Value itself if nout is 1."""
        outs = [n(x) for n in self.neurons]
        return outs[0] if len(outs) == 1 else outs

    def parameters(self) -> list[Value]:
        """The parameters of the first neuron, then those of the second, and so on."""
        return [p for n in self.neurons for p in n.parameters()]


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
        sizes = [nin, *nouts]
        self.layers = []
        for i, (before, after) in enumerate(zip(sizes[:-1], nouts, strict=True), 1):
            linear = {"nonlin": "linear"} if last_linear and i == len(nouts) else {}
            self.layers.append(Layer(before, after, **(kwargs | linear)))

    def __call__(self, x: Sequence[Value | float]) -> Value | list[Value]:
        """What the last layer returns."""
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Value]:
        """The parameters of the first layer, then those of the second, and so on."""
        return [p for layer in self.layers for p in layer.parameters()]
