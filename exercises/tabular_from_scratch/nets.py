"""Neural nets: several linear models one after another, with a relu in between.

calc_preds_linear uses one column of coefficients. A matrix product does the same for several
columns of coefficients at once. In this file nothing is forbidden: you may use torch.sigmoid and
F.relu, or your own

    from exercises.tabular_from_scratch.linear import sigmoid
"""

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: F401


def init_two_layer(
    k: int, h: int = 20, *, generator: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """The initial parameters of a net with one hidden layer, from uniform random numbers.

    Call torch.rand(..., generator=generator) three times, in this order:
    1. for l1, shape (k, h): subtract 0.5, then divide by h,
    2. for l2, shape (h, 1): subtract 0.3,
    3. for const, a single number: keep it as it is drawn.

    k          the number of columns
    h          the size of the hidden layer
    generator  all random numbers come from it
    returns    (l1, l2, const) of shapes (k, h), (h, 1) and (), float32. Each is a leaf (a tensor
               that is not computed from others that require a gradient) with
               requires_grad=True, so that backward() fills its .grad.
    """
    raise NotImplementedError("TB-E13 init_two_layer")


def preds_two_layer(params: tuple[Tensor, Tensor, Tensor], X: Tensor) -> Tensor:
    """The predictions of the net with one hidden layer.

    The hidden layer is the relu of X times l1. Multiply the hidden layer by l2 and add const. The
    prediction is the sigmoid of the result.

    params   (l1, l2, const) as init_two_layer gives them; stay unchanged
    X        (n, k)  float32 or float64, as the parameters; stays unchanged
    returns  (n, 1)  backward() on it must reach l1, l2 and const
    """
    raise NotImplementedError("TB-E13 preds_two_layer")


def init_deep(sizes: list[int], *, generator: torch.Generator) -> tuple[list[Tensor], list[Tensor]]:
    """The initial parameters of a net with any number of layers, from uniform random numbers.

    Layer i leads from sizes[i] to sizes[i + 1] columns. So sizes has one number more than there
    are layers. Call torch.rand(..., generator=generator) in this order:
    1. for the matrix of every layer, shape (sizes[i], sizes[i + 1]): subtract 0.3, divide by
       sizes[i + 1], multiply by 4,
    2. then for the constant of every layer, a single number: subtract 0.5, multiply by 0.1.

    sizes      two numbers or more: the columns of X, then the columns that each layer gives; the
               last is 1
    generator  all random numbers come from it
    returns    (layers, consts): two lists of the same length, float32. The tensors of layers have
               the shape (sizes[i], sizes[i + 1]), those of consts (). Each tensor is a leaf with
               requires_grad=True.
    """
    raise NotImplementedError("TB-E14 init_deep")


def preds_deep(params: tuple[list[Tensor], list[Tensor]], X: Tensor) -> Tensor:
    """The predictions of the deep net.

    Each layer multiplies by its matrix and adds its constant. After the last layer comes a sigmoid,
    after every other layer a relu.

    params   (layers, consts) as init_deep gives them; stay unchanged
    X        (n, sizes[0])  float32 or float64, as the parameters; stays unchanged
    returns  (n, 1)  backward() on it must reach all layers and consts
    """
    raise NotImplementedError("TB-E14 preds_deep")
