"""Part 6 of micrograd: training, which is forward, backward and a small step, many times.

No torch, numpy or jax in this file. The line that imports MLP stays: checks use it.
"""

from collections.abc import Sequence

from exercises.micrograd.neural_net import MLP


def train(
    model: MLP, xs: Sequence[Sequence[float]], ys: Sequence[float], steps: int, lr: float
) -> list[float]:
    """Gradient descent on the sum of squared errors over all examples.

    A step is: the loss of all examples, its gradients and no older ones, and every parameter
    moved against its gradient, by lr times the gradient.

    model    has parameters() and zero_grad(), and model(x) is one Value; trained in place.
             Its parameters may hold gradients of earlier work when training begins.
    xs, ys   n inputs, and the n numbers that the model should answer with
    steps    the number of steps
    lr       the learning rate
    returns  the loss of each step before its update: a list of `steps` numbers, or of Values
    """
    raise NotImplementedError("MG-E10 train")
