"""Hidden checks for training.py."""

import pytest
import torch
from exercises.tabular_from_scratch.cases import numbers
from exercises.tabular_from_scratch.net_cases import (
    expect_empty,
    expect_training,
    right_update,
    slopes_for,
    update,
)

from grader import BEYOND, expect_close, expect_numbers, observe, task


@observe
def linear(params, X):
    """The predictions of a linear model, (n,)."""
    return (X * params[0]).sum(1)


@observe
def logistic(params, X):
    """The predictions of a linear model with a constant and a sigmoid, (n, 1)."""
    return torch.sigmoid(X @ params[0] + params[1])


def by_autograd(preds_fn, start, X, y, lr, epochs):
    """A training in float64: the losses, the parameters, the distance to a kink."""
    params, losses, nearest = [p.double() for p in start], [], 1.0
    for _ in range(epochs):
        params = [p.detach().requires_grad_() for p in params]
        errors = preds_fn(params, X.double()) - y.double()
        nearest = min(nearest, float(errors.detach().abs().min()))
        loss = errors.abs().mean()
        losses.append(loss.item())
        grads = torch.autograd.grad(loss, params)
        params = [p - lr * grad for p, grad in zip(params, grads, strict=True)]
    return losses, torch.cat([p.detach().flatten() for p in params]), nearest


def expect_any_training(student, gen, preds_fn, shapes, n, lr, epochs):
    """The losses and the change of the parameters are those of a training by autograd."""
    while True:
        start = [torch.randn(shape, generator=gen) for shape in shapes]
        X = torch.rand(n, shapes[0][0], generator=gen)
        y = torch.randint(2, (n,) if preds_fn is linear else (n, 1), generator=gen).float()
        losses, after, nearest = by_autograd(preds_fn, start, X, y, lr, epochs)
        # At a kink, rounding decides about the sign of a step.
        if nearest > 1e-5:
            break
    expect_training(student, preds_fn, (start, X, y, lr, epochs), (losses, after))


@task(
    "update_coeffs",
    category="other sizes",
    tolerance_reason="an empty gradient is 0",
)
@pytest.mark.parametrize(("shapes", "lr"), [([(7,)], 0.05), ([(2, 5), (5, 3), (3, 1), ()], 1.3)])
def test_update_coeffs_three_steps(student, gen, shapes, lr):
    """takes three steps, each with its own gradient"""
    start = [torch.randn(shape, generator=gen) for shape in shapes]
    slopes = slopes_for(gen, start, 3)

    got = student.run(update, start, slopes, lr, True, False)

    right = right_update(start, slopes, lr)
    expect_close(got["after"][:3], right, axes="step p", name="after steps")
    expect_close(got["after"][3:], right[2:], axes="step p", name="after no step")
    got = student.run(update, start, slopes, lr, False, False)
    expect_empty(got, start, right[-1])


@task("update_coeffs", part=BEYOND, category="edge values")
def test_update_coeffs_no_gradient(student, gen):
    """skips parameters without a gradient, the first and the last"""
    start = [torch.randn(shape, generator=gen) for shape in ((3,), (4, 2), (5,))]
    slopes = slopes_for(gen, start, 1, without=(0, 2))

    got = student.run(update, start, slopes, 0.7, False, True)

    expect_close(got["after"], right_update(start, slopes, 0.7), axes="step p", name="after a step")


@task("update_coeffs", part=BEYOND, category="rules")
def test_update_coeffs_anywhere(student, gen):
    """is right where autograd records, for other shapes"""
    start = [torch.randn(shape, generator=gen) for shape in ((6, 1), (2, 3), ())]
    slopes = slopes_for(gen, start, 3)

    got = student.run(update, start, slopes, 1.1, True, True)

    right = right_update(start, slopes, 1.1)
    expect_close(got["after"][:3], right, axes="step p", name="after steps")


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
    expect_any_training(student, gen, linear, [(5,)], n, lr, epochs)


@task("accuracy", category="other sizes")
def test_train_two_parameters(student, gen):
    """trains a model of two parameters"""
    expect_any_training(student, gen, logistic, [(6, 1), ()], n=23, lr=20.0, epochs=5)
