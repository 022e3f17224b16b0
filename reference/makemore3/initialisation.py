"""makemore 3: how large the numbers are before the first step.

A network that knows nothing should say so: every letter equally likely. And what runs through its
layers should neither die out nor pile up at the ends of tanh. Both are decided by the scale of the
initial weights. No torch.nn in this file.
"""

import math

import torch
from torch import Tensor


def expected_initial_loss(vocab: int) -> float:
    """The mean negative log-likelihood of a net that gives each of `vocab` letters the same chance.

    vocab    the number of letters, at least 1
    returns  the loss, natural logarithm

    Raises ValueError if `vocab` is less than 1.

    >>> round(expected_initial_loss(27), 6)
    3.295837
    """
    if vocab < 1:
        raise ValueError(f"{vocab} letters; at least 1 is needed")
    return -math.log(1 / vocab)


def gain(name: str, param: float | None = None) -> float:
    """The factor that makes up for what a nonlinearity does to the spread of what goes through it.

    name     "linear", "sigmoid", "tanh", "relu" or "leaky_relu"
    param    the slope of "leaky_relu" left of 0 (None: 0.01); the others do not use it
    returns  the factor that PyTorch recommends, see the table in the documentation of
             torch.nn.init.calculate_gain (the handout has the link)

    Raises ValueError for any other name.
    """
    factors = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2)}
    if name in factors:
        return factors[name]
    if name == "leaky_relu":
        slope = 0.01 if param is None else param
        return math.sqrt(2 / (1 + slope**2))
    raise ValueError(f"no gain is known for {name!r}")


def kaiming_normal(
    fan_in: int, fan_out: int, nonlinearity: str, *, generator: torch.Generator
) -> Tensor:
    """Initial weights of a layer, after He et al. 2015 (the lecture's "Kaiming init").

    The layer computes nonlinearity(x @ W). W is made of normal numbers with mean 0 and a standard
    deviation that keeps the spread of x alive from layer to layer, with the gain of the
    nonlinearity.

    fan_in        the inputs of the layer, at least 1
    fan_out       its outputs, at least 1
    nonlinearity  a name that gain() knows
    generator     the source of the numbers: exactly one call,
                  torch.randn(fan_in, fan_out, generator=generator) or an equal one
    returns       (fan_in, fan_out)  float32

    With fan_in = 30 and "tanh" the standard deviation is 0.30429.
    """
    std = gain(nonlinearity) / math.sqrt(fan_in)
    return torch.randn(fan_in, fan_out, generator=generator) * std
