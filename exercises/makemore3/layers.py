"""makemore 3: the network as a list of layers, with the names of torch.nn.

A layer is called with a tensor, keeps what it returns as `out`, and lists its parameters.
`build_deep_mlp` makes a deep network of three kinds of layers. torch.nn is switched off in this
file, because you write its classes here.
"""

from typing import Any

import torch
from torch import Tensor


class Linear:
    """x @ weight + bias.

    weight   (fan_in, fan_out)  float32  normal numbers, mean 0, scaled so that inputs with
             standard deviation 1 give outputs with standard deviation about 1; made by one call
             torch.randn(fan_in, fan_out, generator=generator) or an equal one
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
        raise NotImplementedError("M3-E7 Linear.__init__")

    def __call__(self, x: Tensor) -> Tensor:
        """(..., fan_in) -> (..., fan_out): any axes in front, such as (n, fan_in)."""
        raise NotImplementedError("M3-E7 Linear.__call__")

    def parameters(self) -> list[Tensor]:
        """[weight, bias], or [weight] where there is no bias: the tensors themselves."""
        raise NotImplementedError("M3-E7 Linear.parameters")


class BatchNorm1d:
    """Batch normalisation of (n, dim), the variance with n - 1 as in the lecture.

    training      True at first. While it is True, a call normalises with the mean and variance of
                  its own batch, and moves the running ones. If it is False, a call uses the running
                  ones and does not change them, so x may be a single row
    gamma, beta   (dim,)  float32  trained by gradient descent: ones and zeros at first
    running_mean  (dim,) or (1, dim)  float32  zeros at first
    running_var   (dim,) or (1, dim)  float32  ones at first, the variance with n - 1
    out           what the last call returned

    The running ones are buffers: gradient descent does not train them, and no gradient is recorded
    for them. In their new values the batch has the weight `momentum`, and their old values have the
    weight 1 - momentum.
    """

    def __init__(self, dim: int, eps: float = 1e-5, *, momentum: float = 0.1) -> None:
        """Make parameters and buffers; eps is added to a variance before its root."""
        raise NotImplementedError("M3-E8 BatchNorm1d.__init__")

    def __call__(self, x: Tensor) -> Tensor:
        """(n, dim) -> (n, dim); n is at least 2 in training."""
        raise NotImplementedError("M3-E8 BatchNorm1d.__call__")

    def parameters(self) -> list[Tensor]:
        """[gamma, beta]: the tensors themselves, without the buffers."""
        raise NotImplementedError("M3-E8 BatchNorm1d.parameters")


class Tanh:
    """tanh of every entry; `out` is what the last call returned."""

    def __call__(self, x: Tensor) -> Tensor:
        """Any shape; x stays unchanged."""
        raise NotImplementedError("M3-E9 Tanh.__call__")

    def parameters(self) -> list[Tensor]:
        """[]: there is nothing to train."""
        raise NotImplementedError("M3-E9 Tanh.parameters")


def build_deep_mlp(
    vocab_size: int,
    block_size: int,
    n_embd: int,
    n_hidden: int,
    n_layers: int = 5,
    *,
    batchnorm: bool = True,
    gain: float = 1.0,
    generator: torch.Generator,
) -> tuple[Tensor, list[Any]]:
    """The deep network of the lecture: the embedding and the layers that follow it.

    The first layer gets block_size letters of n_embd numbers each, side by side. With batch
    normalisation the layers are n_layers times (Linear, BatchNorm1d, Tanh) with n_hidden units,
    then (Linear, BatchNorm1d) with vocab_size units; no Linear has a bias. Without batch
    normalisation the BatchNorm1d are left out, and every Linear has a bias.

    Then the weights of every Linear in layers[:-1] are multiplied by `gain`. The last layer is
    multiplied by 0.1, so that the first logits are small: its gamma if it is a BatchNorm1d, else
    its weight.

    generator  draws the embedding C first, as torch.randn(vocab_size, n_embd,
               generator=generator), then the weights of the Linear layers in their order
    returns    (C, layers)

    With 27, 3, 10, 100 and batch normalisation, C and the layers have 47,024 parameters.
    """
    raise NotImplementedError("M3-E13 build_deep_mlp")


def set_training(layers: list[Any], flag: bool) -> None:
    """Put every BatchNorm1d of `layers` into training (True) or evaluation (False).

    Other layers do the same in training and in evaluation, so they stay as they are. The list may
    hold any number of layers.
    """
    raise NotImplementedError("M3-E13 set_training")
