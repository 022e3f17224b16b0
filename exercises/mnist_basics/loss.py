"""MNIST basics, part 4: a number to make small.

The loss says how bad the predictions of a batch are. Training makes the loss small. For that,
autograd computes how the loss changes with each weight.
"""

import torch  # noqa: F401
from torch import Tensor


def mnist_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """The mean distance of the predictions from their labels.

    The prediction of an example is the sigmoid of its logit: how sure the model is of a three.
    Labels are 1 for a three, 0 for a seven.

    logits   (n, 1)  float32 or float64
    targets  (n, 1)  float or int64
    returns  one number: a tensor with a single entry; backward() on it must reach the logits

    Beyond the chapter: raises ValueError if the shapes of logits and targets differ. torch itself
    raises no error for (n, 1) and (n,), but broadcasts them to an n by n table.

    >>> mnist_loss(torch.tensor([[0.0], [0.0]]), torch.tensor([[1], [0]]))
    tensor(0.5000)
    """
    raise NotImplementedError("MN-E9 mnist_loss")
