"""makemore 3: batch normalisation as a formula, and how to get rid of it again.

Variances are taken with n - 1, as in the lecture. (torch.nn.BatchNorm1d normalises with n and keeps
a running variance with n - 1.) torch.nn is switched off in this file.
"""

from collections.abc import Sequence

import torch
from torch import Tensor


def batchnorm_forward(
    x: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    """Batch normalisation in training: each unit gets mean 0 and variance 1 over the batch.

    Then the unit is multiplied by gamma, and beta is added (`bngain` and `bnbias` in the lecture).

    x        (n, d)  float32 or float64  an example a row, n >= 2; it stays unchanged
    gamma    (1, d)  of the same dtype
    beta     (1, d)  of the same dtype
    eps      is added to the variance, so that a unit whose values are all equal gives beta
    returns  (y, mean, var) of shapes (n, d), (1, d), (1, d), with the dtype of x; mean and var are
             those of x over the batch, var without eps

    Raises ValueError if n is 1: a single row has no variance.
    """
    if x.shape[0] < 2:
        raise ValueError("a single row has no variance")
    mean = x.mean(dim=0, keepdim=True)
    var = x.var(dim=0, keepdim=True)
    y = gamma * (x - mean) / torch.sqrt(var + eps) + beta
    return y, mean, var


def batchnorm_equation_terms(
    x: Sequence[float], gamma: float = 1.0, *, beta: float = 0.0, eps: float = 0.0
) -> dict[str, float | list[float]]:
    """The four lines of the paper (Ioffe and Szegedy 2015, algorithm 1) for one unit, worked out.

    x        the values of one unit over a batch, at least two of them, a list of numbers
    returns  "mu"      their mean, a number
             "sigma2"  their variance with n - 1, a number
             "xhat"    the normalised values, a list
             "y"       what comes out, a list

    Use plain Python. For [1, 2, 3, 4, 5] mu is 3 and sigma2 is 2.5.
    """
    n = len(x)
    mu = sum(x) / n
    sigma2 = sum((value - mu) ** 2 for value in x) / (n - 1)
    xhat = [(value - mu) / (sigma2 + eps) ** 0.5 for value in x]
    return {"mu": mu, "sigma2": sigma2, "xhat": xhat, "y": [gamma * v + beta for v in xhat]}


def fold_batchnorm(
    W: Tensor,
    b: Tensor | None,
    gamma: Tensor,
    beta: Tensor,
    mean: Tensor,
    var: Tensor,
    eps: float = 1e-5,
) -> tuple[Tensor, Tensor]:
    """One linear layer that does what a linear layer and batch normalisation do in evaluation.

    The lecture's exercise E02. After the training batch normalisation uses fixed statistics, `mean`
    and `var`. For every x, x @ W2 + b2 equals what batch normalisation with these statistics makes
    of x @ W + b.

    W        (i, o)  float32
    b        (o,)    float32, or None for a layer without bias
    gamma    (o,)    float32, like beta, mean and var
    eps      as in batchnorm_forward
    returns  (W2, b2) of shapes (i, o) and (o,); nothing that went in is changed
    """
    scale = gamma / torch.sqrt(var + eps)
    shift = -mean if b is None else b - mean
    return W * scale, shift * scale + beta
