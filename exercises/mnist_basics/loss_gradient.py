"""MNIST basics, part 5: which examples change the weights.

loss.backward() begins with the gradient of the loss with respect to the logits. By hand it is one
line of code. The line shows which examples change the weights much, and which hardly do.

No autograd in this file.
"""

import torch  # noqa: F401
from torch import Tensor


def mnist_loss_grad(logits: Tensor, targets: Tensor) -> Tensor:
    """The gradient of mnist_loss(logits, targets) with respect to the logits.

    logits   (n, 1)  float32 or float64; n may be 1
    targets  (n, 1)  float or int64  1 for a three, 0 for a seven
    returns  (n, 1)  the dtype of logits

    For logits of 100 and -100 the gradient is close to 0, not nan.
    """
    raise NotImplementedError("MN-E10 mnist_loss_grad")
