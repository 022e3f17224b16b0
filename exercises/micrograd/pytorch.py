"""Part 7 of micrograd: the same neuron in PyTorch. A tensor of PyTorch does what a Value does.

This is the only file of the topic in which torch is allowed.
"""

from collections.abc import Sequence

import torch  # noqa: F401 - for the solution


def neuron_in_torch(x: Sequence[float], w: Sequence[float], b: float) -> dict[str, object]:
    """A neuron with tanh, and its gradients from the backward() of PyTorch.

    The output is tanh(w[0] * x[0] + w[1] * x[1] + ... + b). The accuracy of float32 is enough.

    x, w     n inputs and n weights, n >= 1
    b        the bias
    returns  {"out": the output, "x": n gradients, "w": n gradients, "b": the gradient}; all of
             these are plain numbers, not tensors
    """
    raise NotImplementedError("MG-E26 neuron_in_torch")
