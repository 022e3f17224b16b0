"""makemore 5: the layers of the network, now for any number of axes in front.

There are B examples, T places in the context, and C numbers for each place. In makemore 3 the T
places were joined at once, and every layer saw (B, T * C). Here each level joins only pairs, so the
layers get three axes, (B, T, C). A layer is called with a tensor, keeps what it returns as `out`,
and lists its parameters. torch.nn is switched off in this file, because you write its classes here.
"""

import torch
from torch import Tensor


class Embedding:
    """A row of numbers for each letter: a table that is looked up.

    weight   (num, dim)  float32  normal numbers, mean 0, standard deviation 1; made by one call
             torch.randn(num, dim, generator=generator) or an equal one
    out      what the last call returned
    """

    def __init__(self, num: int, dim: int, *, generator: torch.Generator | None = None) -> None:
        """Make the weight; without a generator torch's global one is used."""
        self.weight = torch.randn(num, dim, generator=generator)

    def __call__(self, IX: Tensor) -> Tensor:
        """(...)  int64, row numbers of any shape, such as (B, T) -> (..., dim)."""
        self.out = self.weight[IX]
        return self.out

    def parameters(self) -> list[Tensor]:
        """[weight]: the tensor itself."""
        return [self.weight]


class FlattenConsecutive:
    """Joins each n consecutive places: n neighbours become one longer row.

    out      what the last call returned
    """

    def __init__(self, n: int) -> None:
        """n is the number of places that are joined into one, 1 or more."""
        self.n = n

    def __call__(self, x: Tensor) -> Tensor:
        """(B, T, C) -> (B, T // n, n * C), or (B, n * C) if only one place is left.

        The first C numbers of a new row are those of the first of its n places, the next C are
        those of the second place, and so on. If one place is left, the axis of the places is
        dropped. A batch of one example keeps its axis. x may have any memory layout (it may be a
        transposed tensor), and it stays unchanged.

        Raises ValueError if T is not a multiple of n.
        """
        B, T, C = x.shape
        if T % self.n:
            raise ValueError(f"{T} places cannot be joined {self.n} at a time")
        # view would refuse a tensor that is not contiguous.
        x = x.reshape(B, T // self.n, self.n * C)
        if x.shape[1] == 1:
            x = x.squeeze(1)
        self.out = x
        return self.out

    def parameters(self) -> list[Tensor]:
        """[]: there is nothing to train."""
        return []


class Linear:
    """x @ weight + bias, as in makemore 3: on the last axis, with any axes in front of it.

    weight   (fan_in, fan_out)  float32  normal numbers, mean 0, divided by sqrt(fan_in);
             made by one call torch.randn(fan_in, fan_out, generator=generator) or an equal one
    bias     (fan_out,)  float32  zeros; None where bias is False
    out      what the last call returned
    """

    def __init__(
        self,
        fan_in: int,
        fan_out: int,
        bias: bool = True,
        *,
        generator: torch.Generator | None = None,
    ) -> None:
        """Make weight and bias; without a generator torch's global one is used."""
        self.weight = torch.randn(fan_in, fan_out, generator=generator) / fan_in**0.5
        self.bias = torch.zeros(fan_out) if bias else None

    def __call__(self, x: Tensor) -> Tensor:
        """(..., fan_in) -> (..., fan_out): (B, fan_in), (B, T, fan_in) and so on."""
        self.out = x @ self.weight
        if self.bias is not None:
            self.out = self.out + self.bias
        return self.out

    def parameters(self) -> list[Tensor]:
        """[weight, bias], or [weight] where there is no bias: the tensors themselves."""
        return [self.weight] if self.bias is None else [self.weight, self.bias]


class BatchNorm1d:
    """Batch normalisation of (B, dim) and of (B, T, dim), the variance with n - 1.

    Each of the dim units has one mean and one variance, taken over all other axes. For (B, dim)
    these are n = B numbers. For (B, T, dim) these are n = B * T numbers: the places count as
    examples.

    training      True at first. While it is True, a call normalises with the mean and variance of
                  its input, and moves the running ones. If it is False, a call uses the running
                  ones and does not change them
    gamma, beta   (dim,)  float32  trained by gradient descent: ones and zeros at first
    running_mean  dim numbers  float32  zeros at first
    running_var   dim numbers  float32  ones at first, the variance with n - 1
    out           what the last call returned

    The running ones are buffers: gradient descent does not train them, and no gradient is recorded
    for them. In their new values the batch has the weight `momentum`, and their old values have the
    weight 1 - momentum. Their shape is (dim,), or has axes of size 1 in front.
    """

    def __init__(self, dim: int, eps: float = 1e-5, *, momentum: float = 0.1) -> None:
        """Make parameters and buffers; eps is added to a variance before its root."""
        self.eps = eps
        self.momentum = momentum
        self.training = True
        self.gamma = torch.ones(dim)
        self.beta = torch.zeros(dim)
        self.running_mean = torch.zeros(dim)
        self.running_var = torch.ones(dim)

    def __call__(self, x: Tensor) -> Tensor:
        """(B, dim) or (B, T, dim) -> the same shape; n is at least 2 in training.

        Raises ValueError for any other number of axes.
        """
        if x.dim() not in (2, 3):
            raise ValueError(f"2 or 3 axes, not {x.dim()}")
        mean, var = self.running_mean, self.running_var
        if self.training:
            axes = (0,) if x.dim() == 2 else (0, 1)
            mean, var = x.mean(axes), x.var(axes)
            with torch.no_grad():
                m = self.momentum
                self.running_mean = (1 - m) * self.running_mean + m * mean
                self.running_var = (1 - m) * self.running_var + m * var
        self.out = self.gamma * (x - mean) / torch.sqrt(var + self.eps) + self.beta
        return self.out

    def parameters(self) -> list[Tensor]:
        """[gamma, beta]: the tensors themselves, without the buffers."""
        return [self.gamma, self.beta]
