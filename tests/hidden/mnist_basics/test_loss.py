"""Hidden checks for loss.py."""

import pytest
import torch
from exercises.mnist_basics.cases import (
    batch,
    expect_gradient_of_loss,
    expect_outcomes,
    numbers,
    outcomes,
)
from torch.nn import functional as F

from grader import BEYOND, expect_numbers, task


def right_loss(logits, targets):
    """The distance of prediction and label as an absolute value, in float64."""
    return F.l1_loss(torch.sigmoid(logits.double()), targets.double())


@task("mnist_loss", category="other sizes")
@pytest.mark.parametrize("kind", [torch.int64, torch.float32, torch.float64])
def test_mnist_loss_mean(student, gen, kind):
    """is the mean distance over batches of 2, 9 and 64"""
    batches = [batch(gen, n) for n in (2, 9, 64)]

    got = numbers([student.mnist_loss(z, t.to(kind)) for z, t, _loss in batches])

    right = [right_loss(z, t).item() for z, t, _loss in batches]
    expect_numbers(got, right, rtol=1e-5)


@task("mnist_loss", category="edge values")
def test_mnist_loss_of_one_class(student, gen):
    """works on threes alone, on sevens alone, and on a single example"""
    logits = batch(gen, 7)[0]
    ones = torch.ones(7, 1, dtype=torch.int64)
    batches = [
        (logits, ones),
        (logits, 0 * ones),
        (logits[:1], ones[:1]),
        (logits[:1], ones[:1] * 0),
    ]

    got = numbers([student.mnist_loss(z, t) for z, t in batches])

    right = [right_loss(z, t).item() for z, t in batches]
    expect_numbers(got, right, rtol=1e-5)


@task("mnist_loss", category="edge values")
def test_mnist_loss_far_out(student):
    """is a share of mistakes for logits of 100 and -100"""
    logits = torch.tensor([[100.0], [-100.0], [100.0], [-100.0], [100.0]])
    targets = [[[1], [0], [0], [0], [1]], [[0], [1], [0], [1], [1]]]

    got = numbers([student.mnist_loss(logits, torch.tensor(t)) for t in targets])

    expect_numbers(got, [0.2, 0.8], rtol=1e-5)


@task("mnist_loss", category="random upstream")
@pytest.mark.parametrize(("n", "dtype"), [(13, torch.float32), (5, torch.float64)])
def test_mnist_loss_gradient(student, gen, n, dtype):
    """can be followed by autograd for other sizes"""
    expect_gradient_of_loss(student, *batch(gen, n, dtype))


@task("mnist_loss", part=BEYOND, category="edge values")
def test_mnist_loss_unequal_shapes(student, gen, rng):
    """raises ValueError where the shapes differ, in other ways too"""
    logits, targets, _loss = batch(gen, 4)
    pairs = [
        (logits, targets.T),
        (logits.T, targets),
        (logits[:1], targets),
        (logits[1:], targets[:1]),
        (logits, targets),
        (logits[1:3], targets[:2]),
    ]
    pairs = rng.sample(pairs, len(pairs))

    got = student.run(outcomes, "mnist_loss", pairs)

    right = [right_loss(z, t).item() if z.shape == t.shape else "ValueError" for z, t in pairs]
    calls = [f"mnist_loss of shapes {tuple(z.shape)} and {tuple(t.shape)}" for z, t in pairs]
    expect_outcomes(got, right, calls)
