"""Visible checks for loss.py. Grading uses its own copy of this file."""

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


@task("mnist_loss")
def test_mnist_loss_by_hand(student):
    """gives 0.296048, 0.703952 and 0.119203 for batches worked out by hand"""
    logits = torch.tensor([[2.0], [-1.0], [0.0]])
    targets = [[[1], [0], [1]], [[0], [1], [1]]]

    got = [student.mnist_loss(logits, torch.tensor(t)) for t in targets]
    got.append(student.mnist_loss(logits[:1], torch.tensor([[1]])))

    # sigmoid(2) is 0.8807971, sigmoid(-1) is 0.2689414.
    right = [0.2960481, 0.7039519, 0.1192029]
    names = ["labels 1, 0, 1", "labels 0, 1, 1", "the first example alone"]
    expect_numbers(numbers(got), right, names=names, rtol=1e-5)


@task("mnist_loss")
@pytest.mark.parametrize("dtype", [torch.int64, torch.float32])
def test_mnist_loss_mean(student, gen, dtype):
    """is the mean distance over batches of 1, 5 and 12"""
    batches = [batch(gen, n) for n in (1, 5, 12)]

    got = numbers([student.mnist_loss(z, t.to(dtype)) for z, t in batches])

    right = [right_loss(z, t).item() for z, t in batches]
    expect_numbers(got, right, names=["batch of 1", "batch of 5", "batch of 12"], rtol=1e-5)


@task("mnist_loss")
def test_mnist_loss_gradient(student, gen):
    """can be followed by autograd"""
    logits, targets = batch(gen, 6)

    got = student.run(gradient_of_loss, logits, targets)

    expect_gradient_of_loss(got, logits, targets)


@task("mnist_loss", tolerance_reason=EQUAL)
def test_mnist_loss_unequal_shapes(student, gen):
    """raises ValueError where logits and targets have different shapes"""
    logits, targets = batch(gen, 3)
    column, row = targets.float(), targets.flatten()
    pairs = [(logits, row), (logits.flatten(), column), (logits, column[:1])]

    got = numbers(student.run(unequal_shapes, pairs))

    shapes = ["(3, 1) with (3,)", "(3,) with (3, 1)", "(3, 1) with (1, 1)"]
    names = [f"loss of {shape}, or -1 for ValueError" for shape in shapes]
    expect_numbers(got, [-1.0] * 3, names=names)
