"""Visible checks for losses.py. Grading uses its own copy of this file."""

import math
from operator import mul
from statistics import fmean

from exercises.micrograd.cases import EXACT, RTOL, numbers, slopes

from grader import expect_numbers, observe, task


def plain_softmax(*logits):
    """With plain numbers: each is 1 in the sum of how many times larger the others are."""
    return [1 / math.fsum(math.exp(other - x) for other in logits) for x in logits]


@observe
def probabilities(m, logits):
    """softmax, and the gradients of sum over i of (i + 1) * probs[i]."""
    leaves = [m.Value(x) for x in logits]
    probs = m.softmax(leaves)
    total = probs[0]
    for i, p in enumerate(probs[1:], 2):
        total = total + i * p
    total.backward()
    return {"probs": [p.data for p in probs], "grads": [leaf.grad for leaf in leaves]}


@observe
def softmax_nll(m, logits, label):
    """The loss softmax + nll, and the gradients of the logits."""
    leaves = [m.Value(x) for x in logits]
    loss = m.nll(m.softmax(leaves), label)
    loss.backward()
    return [loss.data, *(leaf.grad for leaf in leaves)]


@observe
def loss_of(m, name, values, targets):
    """The loss called name, and the gradients of the values."""
    leaves = [m.Value(x) for x in values]
    loss = getattr(m, name)(leaves, targets)
    loss.backward()
    return [loss.data, *(leaf.grad for leaf in leaves)]


def loss_and(n):
    """Names of a loss and n gradients."""
    return ["loss", *(f"grad of {i}" for i in range(n))]


@task("softmax")
def test_softmax(student, rng):
    """softmax agrees with plain numbers, values and gradients"""
    logits = numbers(rng, 5)

    got = student.run(probabilities, logits)

    expect_numbers(got["probs"], plain_softmax(*logits), name="the probabilities")
    weighted = slopes(lambda *x: sum(i * p for i, p in enumerate(plain_softmax(*x), 1)), logits)
    expect_numbers(got["grads"], weighted, rtol=RTOL, name="the gradients of the logits")


@task("softmax")
def test_softmax_and_nll_by_hand(student):
    """loss and gradients for logits whose exponentials are 5, 2, 1 and 2"""
    logits = [math.log(5), math.log(2), 0.0, math.log(2)]

    got = student.run(softmax_nll, logits, 1)

    # The probabilities are 5/10, 2/10, 1/10 and 2/10; the right class has one of 2/10.
    expected = [math.log(5), 0.5, -0.8, 0.1, 0.2]
    expect_numbers(got, expected, names=loss_and(4), rtol=EXACT, name="softmax and nll")


@task("softmax")
def test_large_logits(student):
    """softmax is right for 1000, 999 and -1000 in any order, -1000 and -999"""
    p = 1 / (1 + math.exp(-1))
    for logits, expected in (
        ([1000.0, 999.0, -1000.0], [p, 1 - p, 0.0]),
        ([-1000.0, 999.0, 1000.0], [0.0, 1 - p, p]),
        ([-1000.0, -999.0], [1 - p, p]),
    ):
        got = student.run(probabilities, logits)

        expect_numbers(got["probs"], expected, name="the probabilities")


@task("softmax")
def test_one_class(student):
    """a single class has probability 1, and its logit a gradient of 0"""
    got = student.run(probabilities, [2.5])

    expect_numbers(got["probs"] + got["grads"], [1.0, 0.0], names=("p", "grad"), name="one class")


@task("softmax")
def test_nll(student):
    """nll is minus the logarithm of the right class's probability"""
    probs = [0.2, 0.5, 0.3]
    for label in (0, 2):
        got = student.run(loss_of, "nll", probs, label)

        # Of a right class with 1/4: the logarithm of 4.
        times = 1 / probs[label]
        expected = [math.log(times), 0.0, 0.0, 0.0]
        expected[label + 1] = -times
        expect_numbers(got, expected, names=loss_and(3), name=f"nll with label {label}")


@task("mse")
def test_mse_by_hand(student):
    """mse of [1, 4, -2] for [0, 2, 2] is 7"""
    got = student.run(loss_of, "mse", [1.0, 4.0, -2.0], [0.0, 2.0, 2.0])

    # (1 + 4 + 16) / 3, and each difference times 2/3.
    expect_numbers(got, [7.0, 2 / 3, 4 / 3, -8 / 3], names=loss_and(3), name="mse")


@task("mse")
def test_hinge_by_hand(student):
    """hinge of [0.5, 2, 0.25, -3] for [1, 1, -1, -1] is 0.4375"""
    got = student.run(loss_of, "hinge", [0.5, 2.0, 0.25, -3.0], [1, 1, -1, -1])

    # (0.5 + 0 + 1.25 + 0) / 4; only the first and the third count, one from each side.
    expected = [0.4375, -0.25, 0.0, 0.25, 0.0]
    expect_numbers(got, expected, names=loss_and(4), name="hinge")


@task("mse")
def test_losses_elsewhere(student, rng):
    """mse and hinge agree with differences on 5 random numbers"""
    # Away from the places where y * score is 1 and the slope of hinge jumps.
    values = numbers(rng, 3, 0.2, 0.9) + numbers(rng, 2, 1.1, 2.0)
    targets = [1, -1, -1, 1, 1]
    for name, plain in (
        ("mse", lambda *v: math.dist(v, targets) ** 2 / 5),
        ("hinge", lambda *v: fmean(max(0.0, 1 - s) for s in map(mul, v, targets))),
    ):
        got = student.run(loss_of, name, values, targets)

        expected = [plain(*values), *slopes(plain, values)]
        expect_numbers(got, expected, names=loss_and(5), rtol=RTOL, name=name)
