"""makemore 4, group E: the whole backward pass by hand, and a network that learns with it.

What the steps and formulas of groups A to D do one by one is put together here. Everything that
is solved in the other files of this topic may be used, for example

    from exercises.makemore4.fused import cross_entropy_backward

and everything may be written anew as well: no task in this file needs another one, except that
train_manual calls manual_backward. No autograd in this file.
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

    forward(params, X, Y) gives all values of the forward pass. The sizes are any with n >= 3.
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
    1. draws BATCH_SIZE rows, with exactly this call and no other random number:
       torch.randint(0, X.shape[0], (BATCH_SIZE,), generator=generator),
    2. finds the loss of these rows and its gradients, by hand,
    3. moves every parameter p to p - lr(step) * (gradient of p).

    params     the 7 parameters, as in forward.py; they may ask for gradients (requires_grad), so
               the updates stand under torch.no_grad(). Afterwards `params` itself holds the
               trained parameters, changed in place or put into the dict anew
    data       (X, Y), all examples: X (N, T) and Y (N,)
    steps      the number of steps
    lr         the learning rate as a function of the step
    generator  the source of the minibatches
    returns    the loss of each minibatch before its update, a list of `steps` numbers
    """
    raise NotImplementedError("M4-E30 train_manual")
