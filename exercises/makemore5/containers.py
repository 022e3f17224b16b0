"""makemore 5: many layers as one object.

A container is a layer too: it is called with a tensor, keeps what it returns as `out`, and lists
the parameters of the layers inside it. So a container can be inside another container.
"""

from typing import Any

import torch  # noqa: F401
from torch import Tensor


class Sequential:
    """Layers one after the other: each gets what the one before it returned.

    layers    the list of layers; a layer may be a Sequential itself, and the same object may be in
              the list twice
    training  True at first, then what the last `train` said
    out       what the last call returned
    """

    def __init__(self, layers: list[Any]) -> None:
        """Keep the layers; nothing is computed yet."""
        raise NotImplementedError("M5-E5 Sequential.__init__")

    def __call__(self, x: Tensor) -> Tensor:
        """The output of the last layer; x itself if there is no layer."""
        raise NotImplementedError("M5-E5 Sequential.__call__")

    def parameters(self) -> list[Tensor]:
        """The parameters of all layers in the order of the layers, as one flat list.

        If a layer is in the list twice, each of its tensors is listed once, at its first place.
        These are the tensors themselves.
        """
        raise NotImplementedError("M5-E5 Sequential.parameters")

    def train(self, flag: bool = True) -> None:
        """Set `training` to flag, here and in every layer that has it, at any depth.

        True is training, False is evaluation. Layers without `training`, such as Linear, do the
        same in both.
        """
        raise NotImplementedError("M5-E5 Sequential.train")


def trace_shapes(model: Any, x: Tensor) -> list[tuple[str, tuple[int, ...]]]:
    """The shape of every layer's output for the input x, in the order of model.layers.

    model    has `layers`, each of which keeps its output as `out`, and can be called
    x        what goes into the model, such as (B, T) int64
    returns  (name, shape) for each layer: the name of its class, and the shape of its output as a
             tuple; a Sequential inside is one layer

    >>> trace_shapes(Sequential([FlattenConsecutive(2)]), torch.zeros(4, 8, 10))
    [('FlattenConsecutive', (4, 4, 20))]
    """
    raise NotImplementedError("M5-E7 trace_shapes")
