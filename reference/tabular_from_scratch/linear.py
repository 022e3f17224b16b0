"""A linear model: predictions, a loss, the gradient of the loss by hand, and a sigmoid.

Each of the k columns of X has a coefficient. To predict for one passenger, the model multiplies
each entry of the row by the coefficient of its column, and adds up. There is no constant term.
The loss says how far the predictions are from the targets, which are 0 or 1. The gradient says how
the loss changes with each coefficient. A sigmoid turns any sum into a number between 0 and 1.

In this file torch's autograd, l1_loss and sigmoid are switched off, under all of their names.
"""

import torch
from torch import Tensor


def calc_preds_linear(coeffs: Tensor, X: Tensor) -> Tensor:
    """The predictions of the linear model.

    coeffs   (k,)    float32 or float64  a coefficient for each column; stays unchanged
    X        (n, k)  of the same dtype   a row for each passenger; stays unchanged
    returns  (n,)    one number for each row: the sum of its entries, each times its coefficient
    """
    return X @ coeffs


def mae_loss(preds: Tensor, y: Tensor) -> Tensor:
    """The mean absolute error: the mean of the distances between predictions and targets.

    preds    (n,) or (n, 1)       float32 or float64
    y        of the same shape    the targets
    returns  one number: a tensor with a single entry, or a float

    Raises ValueError if the shapes differ, even if torch could broadcast them.

    >>> mae_loss(torch.tensor([0.5, 0.0]), torch.tensor([1.0, 0.0]))
    tensor(0.2500)
    """
    if preds.shape != y.shape:
        raise ValueError(f"predictions {tuple(preds.shape)} and targets {tuple(y.shape)}")
    return (preds - y).abs().mean()


def linear_mae_grad(coeffs: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """The gradient of the mean absolute error of the linear model, by hand.

    coeffs   (k,)    float32 or float64  stays unchanged
    X        (n, k)  of the same dtype
    y        (n,)    of the same dtype
    returns  (k,)    d mae_loss(calc_preds_linear(coeffs, X), y) / d coeffs

    If a prediction is exactly right, the slope of its distance to the target counts as 0.

    >>> X = torch.tensor([[1.0, 2.0], [3.0, -1.0], [1.0, -3.0]])
    >>> linear_mae_grad(torch.tensor([0.5, -0.5]), X, torch.tensor([0.0, 1.0, 1.0]))
    tensor([ 1., -2.])
    """
    signs = torch.sign(X @ coeffs - y)
    return X.T @ signs / X.shape[0]


def sigmoid(x: Tensor) -> Tensor:
    """The logistic function of every entry, 1 / (1 + exp(-x)).

    x        any shape, float32 or float64; stays unchanged
    returns  the shape and dtype of x

    The computer's exponentials of -1000 and 1000 are 0 and inf. The sigmoid of -1000 is still 0,
    and that of 1000 is 1: the result is never nan.

    >>> sigmoid(torch.tensor([0.0, 2.0]))
    tensor([0.5000, 0.8808])
    """
    small = (-x.abs()).exp()  # at most 1, so that nothing overflows
    return torch.where(x >= 0, 1 / (1 + small), small / (1 + small))
