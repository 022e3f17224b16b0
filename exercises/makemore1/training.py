"""makemore 1, part 6: gradient descent finds the table of counts again.

The net of bigram_net.py is trained on all examples at once. After enough steps the softmax of its
rows is close to the normalised counts, because no table has a lower loss than these. In this file
nothing is switched off: use bigram_nn_grad,

    from exercises.makemore1.bigram_net import bigram_nn_grad, bigram_nn_loss

or requires_grad and backward() as in the lecture.
"""

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: F401


def train_bigram_nn(
    xs: Tensor,
    ys: Tensor,
    steps: int = 100,
    *,
    lr: float = 50.0,
    reg: float = 0.0,
    generator: torch.Generator,
) -> tuple[Tensor, list[float]]:
    """Train the weights of the net by gradient descent on all examples.

    W starts as torch.randn((27, 27), generator=generator). Use exactly this call, and no other
    random numbers. Then each of the `steps` steps
    1. computes the loss of all examples, mean cross-entropy + reg * (mean of all W ** 2), and its
       gradient,
    2. moves W to W - lr * gradient.

    xs, ys     (n,)  int64  inputs and right answers, as bigram_dataset gives them
    steps      the number of steps, 0 or more
    lr         the learning rate
    reg        how strongly the loss pulls the weights towards 0
    generator  the source of the first W
    returns    (W, losses): the trained W, (27, 27) float32, and a list of `steps` numbers, the
               loss before each step
    """
    raise NotImplementedError("M1-E10 train_bigram_nn")
