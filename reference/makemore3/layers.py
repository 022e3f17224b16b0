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
        self.weight = torch.randn(fan_in, fan_out, generator=generator) / fan_in**0.5
        self.bias = torch.zeros(fan_out) if bias else None

    def __call__(self, x: Tensor) -> Tensor:
        """(..., fan_in) -> (..., fan_out): any axes in front, such as (n, fan_in)."""
        self.out = x @ self.weight
        if self.bias is not None:
            self.out = self.out + self.bias
        return self.out

    def parameters(self) -> list[Tensor]:
        """[weight, bias], or [weight] where there is no bias: the tensors themselves."""
        return [self.weight] if self.bias is None else [self.weight, self.bias]


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
        self.eps = eps
        self.momentum = momentum
        self.training = True
        self.gamma = torch.ones(dim)
        self.beta = torch.zeros(dim)
        self.running_mean = torch.zeros(dim)
        self.running_var = torch.ones(dim)

    def __call__(self, x: Tensor) -> Tensor:
        """(n, dim) -> (n, dim); n is at least 2 in training."""
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean, var = x.mean(dim=0), x.var(dim=0)
            with torch.no_grad():
                m = self.momentum
                self.running_mean = (1 - m) * self.running_mean + m * mean
                self.running_var = (1 - m) * self.running_var + m * var
        self.out = self.gamma * (x - mean) / torch.sqrt(var + self.eps) + self.beta
        return self.out

    def parameters(self) -> list[Tensor]:
        """[gamma, beta]: the tensors themselves, without the buffers."""
        return [self.gamma, self.beta]


class Tanh:
    """tanh of every entry; `out` is what the last call returned."""

    def __call__(self, x: Tensor) -> Tensor:
        """Any shape; x stays unchanged."""
        self.out = torch.tanh(x)
        return self.out

    def parameters(self) -> list[Tensor]:
        """[]: there is nothing to train."""
        return []


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
    C = torch.randn(vocab_size, n_embd, generator=generator)
    layers: list[Any] = []
    width = block_size * n_embd
    for _layer in range(n_layers):
        layers.append(Linear(width, n_hidden, bias=not batchnorm, generator=generator))
        if batchnorm:
            layers.append(BatchNorm1d(n_hidden))
        layers.append(Tanh())
        width = n_hidden
    layers.append(Linear(width, vocab_size, bias=not batchnorm, generator=generator))
    if batchnorm:
        layers.append(BatchNorm1d(vocab_size))
    with torch.no_grad():
        for layer in layers[:-1]:
            if isinstance(layer, Linear):
                layer.weight *= gain
        last = layers[-1].gamma if batchnorm else layers[-1].weight
        last *= 0.1
    return C, layers


def set_training(layers: list[Any], flag: bool) -> None:
    """Put every BatchNorm1d of `layers` into training (True) or evaluation (False).

    Other layers do the same in training and in evaluation, so they stay as they are. The list may
    hold any number of layers.
    """
    for layer in layers:
        if isinstance(layer, BatchNorm1d):
            layer.training = flag
