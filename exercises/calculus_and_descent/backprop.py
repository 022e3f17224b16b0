"""calculus and descent, part 5: the chain rule, backwards through a neuron and through a layer.

The names are those of "Backpropagation calculus": a_prev is what comes from the layer before, z the
weighted sum, a = sigmoid(z) the activation, C the cost. sigmoid(z) is 1 / (1 + e^-z).

No autograd in this file: the gradients are what is asked for.
"""

import math  # noqa: F401

import torch  # noqa: F401
from torch import Tensor


def chain_neuron_grads(a_prev: float, w: float, b: float, y: float) -> dict[str, float]:
    """How much the cost of one example moves with the weight, the bias and the activation before.

    There is one neuron in a layer: z = w * a_prev + b, a = sigmoid(z), C = (a - y)^2.

    a_prev, w, b, y  floats
    returns          a dict of three numbers: "dw" is dC/dw, "db" is dC/db, "da_prev" is dC/da_prev

    For z of 50 and -50 the slopes are finite too, and next to 0.
    """
    raise NotImplementedError("CD-E10 chain_neuron_grads")


def dense_sigmoid_mse_grads(
    x: Tensor, W: Tensor, b: Tensor, Y: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of a whole layer, for n examples at once.

    Z = x @ W + b, A = sigmoid(Z). The cost of an example is the sum over its outputs of
    (A - Y)^2, and C is the mean of this over the examples.

    x        (n, i)  float32 or float64: the activations before, a row for each example
    W        (i, o)  the same dtype: W[p, q] leads from input p to output q
    b        (o,)    the same dtype
    Y        (n, o)  the same dtype
    returns  (dW, db, dx): the gradients of C in W, b and x, each of the shape and dtype of what it
             belongs to. n, i and o may be 1.
    """
    raise NotImplementedError("CD-E11 dense_sigmoid_mse_grads")
