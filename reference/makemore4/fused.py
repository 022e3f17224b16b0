"""makemore 4, group D: a whole block in one formula.

The small steps give the right numbers, but much of their work cancels. If you derive the gradient
of a whole block on paper, it is one short expression, both for the loss and for batch
normalisation. Autograd is switched off in this file.
"""

import torch
from torch import Tensor
from torch.nn.functional import one_hot


def cross_entropy_backward(logits: Tensor, Y: Tensor) -> Tensor:
    """Gradient of the mean cross-entropy loss with respect to `logits`.

    Forward: loss = the mean over the n rows of -log(softmax(row)[right letter of that row])

    logits   (n, V)  float32  one row of scores per example; n may be 1
    Y        (n,)    int64    the right letter of each row
    returns  (n, V)  float32  dloss/dlogits

    Each row of the result adds up to 0. Beyond the lecture: the result is finite and right for
    logits of 500 and -500 too, for which exp(logits) is inf or 0 in float32.

    >>> cross_entropy_backward(torch.zeros(1, 2), torch.tensor([0]))
    tensor([[-0.5000,  0.5000]])
    """
    n, V = logits.shape
    return (torch.softmax(logits, dim=1) - one_hot(Y, num_classes=V)) / n


def batchnorm_backward(dy: Tensor, bnraw: Tensor, bngain: Tensor, bnvar_inv: Tensor) -> Tensor:
    """Gradient of the loss with respect to `hprebn`, the input of batch normalisation.

    Forward, for each column:
        bnvar_inv = (variance of hprebn over the batch + 1e-5) ** -0.5, the variance with n - 1
        bnraw = (hprebn - mean of hprebn over the batch) * bnvar_inv
        y = bngain * bnraw + bnbias

    dy         (n, H)  float32  dloss/dy, any numbers (y is `hpreact` in forward.py)
    bnraw      (n, H)  float32
    bngain     (1, H)  float32
    bnvar_inv  (1, H)  float32
    returns    (n, H)  float32  dloss/dhprebn

    Each column of the result adds up to 0.

    >>> dy = torch.tensor([[6.0, 0.0], [0.0, 6.0], [0.0, 0.0]])
    >>> bnraw = torch.tensor([[-1.0, -1.0], [0.0, 1.0], [1.0, 0.0]])
    >>> batchnorm_backward(dy, bnraw, torch.tensor([[2.0, 1.0]]), torch.tensor([[1.0, 3.0]]))
    tensor([[ 2.,  3.],
            [-4.,  3.],
            [ 2., -6.]])
    """
    n = dy.shape[0]
    through_mean = dy.sum(dim=0, keepdim=True)
    through_variance = n / (n - 1) * bnraw * (dy * bnraw).sum(dim=0, keepdim=True)
    return bngain * bnvar_inv / n * (n * dy - through_mean - through_variance)
