"""makemore 4, group E: the whole backward pass by hand, and a network that learns with it.

Here you put the steps and formulas of groups A to D together. You may use what you wrote in the
other files of this topic, for example

    from exercises.makemore4.fused import cross_entropy_backward

or write it again here. No task in this file needs another file; train_manual calls
manual_backward. Autograd is switched off in this file.
"""

from collections.abc import Callable

import torch
from exercises.makemore4.forward import forward
from torch import Tensor
from torch.nn.functional import one_hot

BATCH_SIZE = 32
ORDER = ("C", "W1", "b1", "W2", "b2", "bngain", "bnbias")


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
    f = forward(params, X, Y)
    n, V = f.logits.shape

    # cross-entropy in one formula, then linear layer 2 and tanh
    dlogits = (f.probs - one_hot(Y, num_classes=V)) / n
    dW2 = f.h.T @ dlogits
    db2 = dlogits.sum(dim=0)
    dhpreact = (1 - f.h**2) * (dlogits @ f.W2.T)

    # batch normalisation in one formula
    dbngain = (f.bnraw * dhpreact).sum(dim=0, keepdim=True)
    dbnbias = dhpreact.sum(dim=0, keepdim=True)
    through_variance = n / (n - 1) * f.bnraw * dbngain
    dhprebn = f.bngain * f.bnvar_inv / n * (n * dhpreact - dbnbias - through_variance)

    # linear layer 1 and the embedding
    dW1 = f.embcat.T @ dhprebn
    db1 = dhprebn.sum(dim=0)
    demb = (dhprebn @ f.W1.T).reshape(f.emb.shape)
    dC = torch.zeros_like(f.C).index_add(0, X.flatten(), demb.flatten(end_dim=1))
    return [dC, dW1, db1, dW2, db2, dbngain, dbnbias]


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
    X, Y = data
    losses = []
    with torch.no_grad():
        for step in range(steps):
            rows = torch.randint(0, X.shape[0], (BATCH_SIZE,), generator=generator)
            losses.append(forward(params, X[rows], Y[rows]).loss.item())
            gradients = manual_backward(params, X[rows], Y[rows])
            for name, gradient in zip(ORDER, gradients, strict=True):
                params[name] -= lr(step) * gradient
    return losses
