"""calculus and descent, part 5: the chain rule, backwards through a neuron and through a layer.

The names are those of "Backpropagation calculus". a_prev is the activation of the layer before. z
is the weighted sum. a = sigmoid(z) is the activation, where sigmoid(z) is 1 / (1 + e^-z). C is the
cost.

No autograd in this file: you compute the gradients yourself.
"""

import math  # noqa: F401

import torch  # noqa: F401
from torch import Tensor


def chain_neuron_grads(a_prev: float, w: float, b: float, y: float) -> dict[str, float]:
    """How much the cost of one example changes with the weight, the bias and the activation before.

    There is one neuron in a layer: z = w * a_prev + b, a = sigmoid(z), C = (a - y)^2.

    a_prev, w, b, y  floats
    returns          a dict of three numbers: "dw" is dC/dw, "db" is dC/db, "da_prev" is dC/da_prev

    For a z of 50 or -50 the slopes are finite too, and close to 0.
    """
    raise NotImplementedError("CD-E10 chain_neuron_grads")


def dense_sigmoid_mse_grads(
    x: Tensor, W: Tensor, b: Tensor, Y: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of a whole layer, for n examples at once.

    Z = x @ W + b, A = sigmoid(Z). The cost of an example is the sum of (A - Y)^2 over its outputs.
    C is the mean of these costs over the examples.

    x        (n, i)  float32 or float64: the activations before, a row for each example
    W        (i, o)  the same dtype: W[p, q] leads from input p to output q
    b        (o,)    the same dtype
    Y        (n, o)  the same dtype: the targets
    returns  (dW, db, dx): the gradients of C in W, b and x. dW has the shape and dtype of W, db
             those of b, and dx those of x. n, i and o may be 1.
    """
    raise NotImplementedError("CD-E11 dense_sigmoid_mse_grads")
