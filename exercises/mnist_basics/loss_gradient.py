"""MNIST basics, part 5: where the push comes from.

loss.backward() begins with the gradient of the loss with respect to the logits. By hand it is one
line, and the line shows which examples push the weights, and which hardly do.

No autograd in this file.
"""

import torch  # noqa: F401
from torch import Tensor


def mnist_loss_grad(logits: Tensor, targets: Tensor) -> Tensor:
    """The gradient of mnist_loss(logits, targets) with respect to the logits.

    logits   (n, 1)  float32 or float64; n may be 1
    targets  (n, 1)  float or int64  1 for a three, 0 for a seven
    returns  (n, 1)  the dtype of logits

    Logits of 100 and -100 are no special case: the gradient there is next to 0, not nan.
    """
    raise NotImplementedError("MN-E10 mnist_loss_grad")
