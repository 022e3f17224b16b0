"""Visible checks for loss_gradient.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.cases import batch, distance, expect_not_nan, right_gradient

from grader import expect_close, task


@task("mnist_loss_grad")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("n", [6, 11, 1])
def test_mnist_loss_grad_agrees_with_autograd(student, gen, n, dtype):
    """agrees with autograd on batches of 6, 11 and 1"""
    logits, targets, _loss = batch(gen, n, dtype)

    got = student.mnist_loss_grad(logits, targets)

    slopes = (lambda z: distance(z, targets), logits)
    expect_close(got, right_gradient(logits, targets), axes="n one", slopes=slopes)


@task("mnist_loss_grad")
def test_mnist_loss_grad_float_labels(student, gen):
    """takes labels of float32 too"""
    logits, targets, _loss = batch(gen, 7)

    got = student.mnist_loss_grad(logits, targets.float())

    expect_close(got, right_gradient(logits, targets), axes="n one")


@task("mnist_loss_grad")
def test_mnist_loss_grad_saturated(student):
    """is next to 0, and never nan, for logits of 40, 100 and -100"""
    logits = [40.0, 0.5, -100.0, 100.0, -0.5, 0.0]
    targets = torch.tensor([[0], [1], [1], [0], [0], [1]])

    got = student.mnist_loss_grad(torch.tensor(logits)[:, None], targets)

    # The slope of the sigmoid at 0.5 and at -0.5 is 0.2350037, at 0 it is 1/4.
    right = torch.tensor([[0.0], [-0.0391673], [0.0], [0.0], [0.0391673], [-0.0416667]])
    expect_not_nan(got, right, logits, "n one")
