"""makemore 4, group E: the whole backward pass by hand, and a network that learns with it.

Here you put the steps and formulas of groups A to D together. You may use what you wrote in the
other files of this topic, for example

    from exercises.makemore4.fused import cross_entropy_backward

or write it again here. No task in this file needs another file; train_manual calls
manual_backward. Autograd is switched off in this file.
"""

from collections.abc import Callable

import torch
from exercises.makemore4.forward import forward  # noqa: F401
from torch import Tensor

BATCH_SIZE = 32


def manual_backward(params: dict[str, Tensor], X: Tensor, Y: Tensor) -> list[Tensor]:
    """The gradients of the loss of one batch with respect to the 7 parameters, without autograd.

    params   the 7 parameters, as in forward.py, all float32; they stay unchanged
    X        (n, T)  int64  the letters before the one to predict, one example a row
    Y        (n,)    int64  the letter that came next
    returns  [dC, dW1, db1, dW2, db2, dbngain, dbnbias], each float32 and of the shape of its
             parameter, where an axis of size 1 may be missing

    forward(params, X, Y) gives all values of the forward pass. All sizes may differ from the
    lecture's; n is 3 or more.
    """
    raise NotImplementedError("M4-E29 manual_backward")


def train_manual(
    params: dict[str, Tensor],
    data: tuple[Tensor, Tensor],
    steps: int,
    lr: Callable[[int], float],
    *,
    generator: torch.Generator,
) -> list[float]:
    """Train `params` by gradient descent on minibatches, without autograd.

    Each step, for step = 0, 1, ... steps - 1,
    1. draws BATCH_SIZE rows, with exactly this call and no other random numbers:
       torch.randint(0, X.shape[0], (BATCH_SIZE,), generator=generator),
    2. computes the loss of these rows, and its gradients by hand,
    3. moves every parameter p to p - lr(step) * (gradient of p).

    params     the 7 parameters, as in forward.py; they may have requires_grad, so make the updates
               under torch.no_grad(). Afterwards `params` itself holds the trained parameters:
               change the tensors in place, or put new tensors into the dict
    data       (X, Y), all examples: X (N, T) and Y (N,)
    steps      the number of steps
    lr         the learning rate as a function of the step
    generator  the source of the minibatches
    returns    the loss of each minibatch before its update, a list of `steps` numbers
    """
    raise NotImplementedError("M4-E30 train_manual")
