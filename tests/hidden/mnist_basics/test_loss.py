"""Hidden checks for loss.py."""

import pytest
import torch
from exercises.mnist_basics.cases import (
    EQUAL,
    batch,
    expect_gradient_of_loss,
    gradient_of_loss,
    numbers,
    right_loss,
    unequal_shapes,
)

from grader import expect_numbers, task


@task("mnist_loss", category="other sizes")
@pytest.mark.parametrize("kind", [torch.int64, torch.float32, torch.float64])
def test_mnist_loss_mean(student, gen, kind):
    """is the mean distance over batches of 2, 9 and 64"""
    batches = [batch(gen, n) for n in (2, 9, 64)]

    got = numbers([student.mnist_loss(z, t.to(kind)) for z, t in batches])

    right = [right_loss(z, t).item() for z, t in batches]
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
    logits, targets = batch(gen, n, dtype)

    got = student.run(gradient_of_loss, logits, targets)

    expect_gradient_of_loss(got, logits, targets)


@task("mnist_loss", category="edge values", tolerance_reason=EQUAL)
def test_mnist_loss_unequal_shapes(student, gen):
    """raises ValueError where the shapes differ, in other ways too"""
    logits, targets = batch(gen, 4)
    pairs = [
        (logits, targets.T),
        (logits.T, targets),
        (logits[:1], targets),
        (logits[1:], targets[:1]),
    ]

    got = numbers(student.run(unequal_shapes, pairs))

    expect_numbers(got, [-1.0] * 4)
