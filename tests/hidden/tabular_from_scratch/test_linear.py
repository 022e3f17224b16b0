"""Hidden checks for linear.py."""

import pytest
import torch
from exercises.tabular_from_scratch.cases import (
    expect_numbers_for_nan,
    expect_outcomes,
    numbers,
    outcomes,
)
from exercises.tabular_from_scratch.net_cases import a_problem, expect_loss, mae_grad
from torch.nn import functional as F

from grader import BEYOND, expect_close, expect_numbers, task


@task("calc_preds_linear", category="other sizes")
@pytest.mark.parametrize(("n", "k"), [(1, 5), (8, 1), (4, 4), (20, 12)])
def test_calc_preds_linear_rows(student, gen, n, k):
    """agrees with the product of matrix and vector in float64"""
    coeffs, X, _y = a_problem(gen, n, k)

    got = student.calc_preds_linear(coeffs, X)

    expect_close(got, torch.mv(X.double(), coeffs.double()).float(), axes="n", scale=1.0)


@task("calc_preds_linear", category="memory layout")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_calc_preds_linear_other_layout(student, gen, dtype):
    """works on a matrix that is not contiguous in memory"""
    coeffs, X, _y = a_problem(gen, 6, 5, dtype)
    spread = torch.stack([coeffs, coeffs], dim=1)[:, 0]

    got = student.calc_preds_linear(spread, X.T.contiguous().T)

    expect_close(got, torch.mv(X, coeffs), axes="n", scale=1.0)


@task("mae_loss", category="other sizes")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_mae_loss_values(student, gen, dtype):
    """agrees with torch for other sizes"""
    shapes = [(2,), (33,), (4, 1), (1, 1)]
    pairs = [[torch.randn(s, generator=gen, dtype=dtype) for _ in range(2)] for s in shapes]

    got = numbers([student.mae_loss(preds, y) for preds, y in pairs])

    right = [F.l1_loss(preds.double(), y.double()).item() for preds, y in pairs]
    expect_numbers(got, right, rtol=1e-5, name="the losses")


@task("mae_loss", part=BEYOND, category="edge values")
def test_mae_loss_shapes(student, gen, rng):
    """raises ValueError where the shapes differ"""
    preds, y = torch.rand(2, 6, generator=gen)
    pairs = [(preds[:, None], y), (preds[:1], y), (preds, y[:, None]), (preds, y[:5])]
    pairs += [(preds, y), (preds[2:], y[2:]), (preds[:, None], y[:, None])]
    pairs = rng.sample(pairs, len(pairs))

    got = student.run(outcomes, "mae_loss", pairs)

    right = [F.l1_loss(p, t).item() if p.shape == t.shape else "ValueError" for p, t in pairs]
    calls = [f"mae_loss of shapes {tuple(p.shape)} and {tuple(t.shape)}" for p, t in pairs]
    expect_outcomes(got, right, calls, expect_loss)


@task("linear_mae_grad", category="other sizes")
@pytest.mark.parametrize(("n", "k"), [(2, 6), (5, 5), (60, 12), (1, 3)])
def test_linear_mae_grad_as_autograd(student, gen, n, k):
    """agrees with autograd for other sizes"""
    coeffs, X, y = a_problem(gen, n, k)

    got = student.linear_mae_grad(coeffs, X, y)

    expect_close(got, mae_grad(coeffs, X, y), axes="k")


@task("linear_mae_grad", category="edge values")
def test_linear_mae_grad_exact_predictions(student):
    """agrees with autograd where predictions are right, or off by a millionth"""
    X = torch.tensor([[1.0, 3.0], [2.0, -1.0], [4.0, 4.0], [-3.0, 0.0], [0.5, 5.0]])
    coeffs, y = torch.tensor([1.0, 2.0]), torch.tensor([7.0, 2**-20, 12.0, -3.0, 1.0])

    got = student.linear_mae_grad(coeffs, X, y)

    expect_close(got, mae_grad(coeffs, X, y), axes="k")


@task("linear_mae_grad", category="memory layout")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_linear_mae_grad_other_layout(student, gen, dtype):
    """works on a matrix that is not contiguous in memory"""
    coeffs, X, y = a_problem(gen, 9, 4, dtype)

    got = student.linear_mae_grad(coeffs, X.T.contiguous().T, y)

    expect_close(got, mae_grad(coeffs, X, y), axes="k")


@task("sigmoid", category="other sizes")
@pytest.mark.parametrize("shape", [(9,), (3, 1), (2, 4, 3)])
def test_sigmoid_values(student, gen, shape):
    """agrees with torch for other shapes, and s(x) + s(-x) is 1"""
    x = 3 * torch.randn(shape, generator=gen)

    both = [student.sigmoid(x), student.sigmoid(-x)]

    right = torch.sigmoid(x.double()).float()
    expect_close(both[0], right, name="sigmoid(x)")
    expect_close(both[1], 1 - right, name="sigmoid(-x)")


@task("sigmoid", category="edge values")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_sigmoid_large_numbers(student, dtype):
    """is 0 or 1 far from 0, never nan or inf"""
    x = torch.tensor([[1000.0, -800.0, 2.0], [-1e5, 88.9, -2.0]], dtype=dtype)

    got = student.sigmoid(x)

    expect_numbers_for_nan(got, torch.sigmoid(x.double()).to(dtype), name="sigmoid")


@task("sigmoid", category="memory layout")
def test_sigmoid_other_layout(student, gen):
    """works on a tensor that is not contiguous in memory"""
    x = 2 * torch.randn(5, 4, generator=gen, dtype=torch.float64)

    got = student.sigmoid(x.T)

    expect_close(got, (1 / (1 + torch.exp(-x))).T.contiguous(), axes="a b")
