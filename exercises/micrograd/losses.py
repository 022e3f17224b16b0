"""Part 5 of micrograd: from scores to one number that says how wrong they are.

All results are made of Values, so that backward() works through them.

No torch, numpy or jax in this file. Keep the line that imports Value: checks use it.
"""

from collections.abc import Sequence

from exercises.micrograd.value import Value


def softmax(logits: Sequence[Value]) -> list[Value]:
    """The logits as probabilities: positive, in the same order, and they add up to 1.

    logits   one Value for each class, at least one. Logits of 1000.0 and -1000.0 occur, and must
             not overflow. Subtracting the same plain number from all logits changes no
             probability.
    returns  one Value for each class
    """
    raise NotImplementedError("MG-E9 softmax")


def nll(probs: Sequence[Value], label: int) -> Value:
    """The negative log-likelihood: minus the natural logarithm of the right class's probability.

    probs    one Value for each class
    label    the index of the right class
    """
    raise NotImplementedError("MG-E9 nll")


def mse(ypred: Sequence[Value], y: Sequence[float]) -> Value:
    """The mean squared error of the predictions.

    ypred    n Values, n >= 1
    y        the n right numbers
    """
    raise NotImplementedError("MG-E24 mse")


def hinge(scores: Sequence[Value], y: Sequence[int]) -> Value:
    """The mean over the examples of max(0, 1 - y * score).

    scores   n Values, n >= 1
    y        n labels, each 1 or -1
    """
    raise NotImplementedError("MG-E24 hinge")
