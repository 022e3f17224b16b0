"""makemore 3: how large the numbers are before the first step.

A network that knows nothing should give every letter the same probability. And the outputs of its
layers should neither shrink to 0 nor gather at -1 and 1, the ends of tanh. The scale of the initial
weights decides both. torch.nn is switched off in this file.
"""

import math  # noqa: F401

import torch
from torch import Tensor


def expected_initial_loss(vocab: int) -> float:
    """The loss of a net that gives each of `vocab` letters the same probability.

    The loss is the mean negative log-likelihood.

    vocab    the number of letters, at least 1
    returns  the loss, natural logarithm

    Raises ValueError if `vocab` is less than 1.

    >>> round(expected_initial_loss(27), 6)
    3.295837
    """
    raise NotImplementedError("M3-E1 expected_initial_loss")


def gain(name: str, param: float | None = None) -> float:
    """The factor for the weights that makes up for how a nonlinearity changes the spread.

    name     "linear", "sigmoid", "tanh", "relu" or "leaky_relu"
    param    the slope of "leaky_relu" left of 0 (None: 0.01); the others do not use it
    returns  the factor that PyTorch recommends, see the table in the documentation of
             torch.nn.init.calculate_gain (the handout has the link)

    Raises ValueError for any other name.
    """
    raise NotImplementedError("M3-E3 gain")


def kaiming_normal(
    fan_in: int, fan_out: int, nonlinearity: str, *, generator: torch.Generator
) -> Tensor:
    """Initial weights of a layer, after He et al. 2015 (the lecture's "Kaiming init").

    The layer computes nonlinearity(x @ W). The entries of W are normal numbers with mean 0. Their
    standard deviation is such that the spread stays about the same from layer to layer, with the
    gain of the nonlinearity.

    fan_in        the inputs of the layer, at least 1
    fan_out       its outputs, at least 1
    nonlinearity  a name that gain() knows
    generator     the source of the numbers: exactly one call,
                  torch.randn(fan_in, fan_out, generator=generator) or an equal one
    returns       (fan_in, fan_out)  float32

    With fan_in = 30 and "tanh" the standard deviation is 0.30429.
    """
    raise NotImplementedError("M3-E4 kaiming_normal")
