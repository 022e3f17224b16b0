"""Hidden checks for training.py."""

import pytest
import torch
from exercises.tabular_from_scratch.cases import numbers
from exercises.tabular_from_scratch.net_cases import (
    expect_training,
    linear,
    logistic,
    right_update,
    update,
)

from grader import expect_close, expect_numbers, task


@task(
    "update_coeffs",
    category="other sizes",
    tolerance_reason="an empty gradient is 0, and every answer is yes",
)
@pytest.mark.parametrize(("shapes", "lr"), [([(7,)], 0.05), ([(2, 5), (5, 3), (3, 1), ()], 1.3)])
def test_update_coeffs_three_steps(student, gen, shapes, lr):
    """takes three steps, each with its own gradient"""
    start = [torch.randn(shape, generator=gen) for shape in shapes]
    slopes = [[torch.randn(shape, generator=gen) for shape in shapes] for _step in range(3)]

    got = student.run(update, start, slopes, lr)

    expect_close(got["after"], right_update(start, slopes, lr), axes="step p", name="after steps")
    expect_numbers(got["requires_grad"], [1] * len(shapes), name="requires_grad", scale=1.0)
    expect_close(got["idle"], right_update(start, slopes, lr)[-1], axes="p", name="after no step")
    left = got["grads"].tolist()
    expect_numbers(left, [0.0] * len(left), scale=1.0, name="the gradients left")


@task("update_coeffs", category="edge values")
def test_update_coeffs_no_gradient(student, gen):
    """skips parameters without a gradient, the first and the last"""
    start = [torch.randn(shape, generator=gen) for shape in ((3,), (4, 2), (5,))]
    slopes = [[None, torch.randn(4, 2, generator=gen), None]]

    got = student.run(update, start, slopes, 0.7)

    expect_close(got["after"], right_update(start, slopes, 0.7), axes="step p", name="after a step")


@task("accuracy", category="other sizes")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_accuracy_shares(student, gen, dtype):
    """counts right predictions for other sizes and dtypes"""
    sets = []
    for shape in ((178,), (13, 1), (6,)):
        preds = 0.5 + torch.randint(-2, 3, shape, generator=gen) / 8
        sets.append((preds.to(dtype), torch.randint(2, shape, generator=gen).to(dtype)))

    got = [student.accuracy(preds, y) for preds, y in sets]

    pairs = [(p.flatten().tolist(), y.flatten().tolist()) for p, y in sets]
    right = [
        sum((p > 0.5) == (y == 1) for p, y in zip(*pair, strict=True)) / len(pair[0])
        for pair in pairs
    ]
    expect_numbers(numbers(got), right, rtol=1e-6, scale=1.0, name="the accuracies")


@task("accuracy", category="other sizes")
@pytest.mark.parametrize(("n", "epochs", "lr"), [(50, 7, 0.1), (11, 1, 2.0)])
def test_train_linear(student, gen, n, epochs, lr):
    """takes the steps of autograd with a linear model"""
    expect_training(student, gen, linear, [(5,)], n, lr, epochs)


@task("accuracy", category="other sizes")
def test_train_two_parameters(student, gen):
    """trains a model of two parameters"""
    expect_training(student, gen, logistic, [(6, 1), ()], n=23, lr=4.0, epochs=5)
