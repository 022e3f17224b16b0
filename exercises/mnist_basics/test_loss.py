"""Visible checks for loss.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.cases import (
    batch,
    expect_gradient_of_loss,
    expect_outcomes,
    numbers,
    outcomes,
)

from grader import BEYOND, expect_numbers, task


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

    got = numbers([student.mnist_loss(z, t.to(dtype)) for z, t, _loss in batches])

    right = [loss for _z, _t, loss in batches]
    expect_numbers(got, right, names=["batch of 1", "batch of 5", "batch of 12"], rtol=1e-5)


@task("mnist_loss")
def test_mnist_loss_gradient(student, gen):
    """can be followed by autograd"""
    expect_gradient_of_loss(student, *batch(gen, 6))


@task("mnist_loss", part=BEYOND)
def test_mnist_loss_unequal_shapes(student, gen, rng):
    """raises ValueError where logits and targets have different shapes"""
    logits, targets, loss = batch(gen, 3)
    two = batch(gen, 2)
    column, row = targets.float(), targets.flatten()
    cases = [
        (logits, row, "ValueError"),
        (logits.flatten(), column, "ValueError"),
        (logits, column[:1], "ValueError"),
        (logits, column, loss),
        two,
    ]
    cases = rng.sample(cases, len(cases))

    got = student.run(outcomes, "mnist_loss", [case[:2] for case in cases])

    shapes = [[list(part.shape) for part in case[:2]] for case in cases]
    calls = [f"mnist_loss of shapes {ours} and {theirs}" for ours, theirs in shapes]
    expect_outcomes(got, [right for _z, _t, right in cases], calls)
