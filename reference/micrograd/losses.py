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
    largest = max(logit.data for logit in logits)
    counts = [(logit - largest).exp() for logit in logits]
    total = sum(counts)
    return [count / total for count in counts]


def nll(probs: Sequence[Value], label: int) -> Value:
    """The negative log-likelihood: minus the natural logarithm of the right class's probability.

    probs    one Value for each class
    label    the index of the right class
    """
    return -probs[label].log()


def mse(ypred: Sequence[Value], y: Sequence[float]) -> Value:
    """The mean squared error of the predictions.

    ypred    n Values, n >= 1
    y        the n right numbers
    """
    squares = [(p - target) ** 2 for p, target in zip(ypred, y, strict=True)]
    return sum(squares) / len(squares)


def hinge(scores: Sequence[Value], y: Sequence[int]) -> Value:
    """The mean over the examples of max(0, 1 - y * score).

    scores   n Values, n >= 1
    y        n labels, each 1 or -1
    """
    losses = [(1 - label * score).relu() for score, label in zip(scores, y, strict=True)]
    return sum(losses) / len(losses)
