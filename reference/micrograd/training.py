"""Part 6 of micrograd: training, which is forward, backward and a small step, many times.

No torch, numpy or jax in this file. Keep the line that imports MLP: checks use it.
"""

from collections.abc import Sequence

from exercises.micrograd.neural_net import MLP


def train(
    model: MLP, xs: Sequence[Sequence[float]], ys: Sequence[float], steps: int, lr: float
) -> list[float]:
    """Gradient descent on the sum of squared errors over all examples.

    A step computes the loss of all examples, then the gradients of this loss only, without older
    ones. Then it moves every parameter against its gradient, by lr times the gradient.

    model    has parameters() and zero_grad(), and model(x) is one Value. It is trained in place.
             When training begins, its parameters may still hold gradients of earlier work.
    xs, ys   n inputs, and the n numbers that the model should give for them
    steps    the number of steps
    lr       the learning rate
    returns  the loss of each step before its update: a list of `steps` numbers, or of Values
    """
    losses = []
    for _ in range(steps):
        loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys, strict=True))
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses
