"""Visible checks for linear.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.tabular_from_scratch.cases import (
    expect_numbers_for_nan,
    expect_outcomes,
    numbers,
    outcomes,
)
from exercises.tabular_from_scratch.net_cases import (
    a_problem,
    expect_loss,
    mae_grad,
    rows_for,
    with_arguments,
)
from torch.nn import functional as F

from grader import BEYOND, expect_close, expect_numbers, task


@task("calc_preds_linear")
def test_calc_preds_linear_by_hand(student):
    """gives 1*2 + 2*3 + 0.5*4 for the first of two passengers"""
    X = torch.tensor([[2.0, 3.0, 4.0], [-1.0, 0.0, 6.0]])

    got = student.calc_preds_linear(torch.tensor([1.0, 2.0, 0.5]), X)

    expect_close(got, torch.tensor([10.0, 2.0]), axes="n")


@task("calc_preds_linear")
@pytest.mark.parametrize(("n", "k"), [(9, 4), (6, 6)])
def test_calc_preds_linear_rows(student, gen, n, k):
    """adds up the products of each row, also where X is square"""
    preds, coeffs = torch.randn(n, generator=gen), 0.5 + torch.rand(k, generator=gen)
    coeffs[::3] *= -1

    got = student.calc_preds_linear(coeffs, rows_for(gen, preds, coeffs))

    expect_close(got, preds, axes="n", scale=2.0)


@task("calc_preds_linear")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_calc_preds_linear_arguments_stay(student, gen, dtype):
    """keeps float32 and float64, and leaves coeffs and X as they are"""
    preds, coeffs = (torch.randn(m, generator=gen, dtype=dtype) for m in (5, 3))
    X = rows_for(gen, preds, coeffs)

    got = student.run(with_arguments, "calc_preds_linear", coeffs, X)

    expect_close(got["result"], preds, axes="n", scale=2.0, name="the result")
    expect_close(got["arguments"][0], coeffs, axes="k", name="coeffs after the call")
    expect_close(got["arguments"][1], X, axes="n k", name="X after the call")


@task("mae_loss")
def test_mae_loss_values(student, gen):
    """agrees with torch on 5, 12 and 1 predictions, as rows and as columns"""
    pairs = [(torch.randn(n, generator=gen), torch.randn(n, generator=gen)) for n in (5, 12, 1)]
    pairs += [(preds[:, None], y[:, None]) for preds, y in pairs[1:]]

    got = numbers([student.mae_loss(preds, y) for preds, y in pairs])

    right = [F.l1_loss(preds.double(), y.double()).item() for preds, y in pairs]
    expect_numbers(got, right, rtol=1e-5, name="the losses of five pairs")


@task("mae_loss")
def test_mae_loss_arguments_stay(student, gen):
    """leaves predictions and targets as they are"""
    preds, y = torch.randn(2, 7, generator=gen)

    got = student.run(with_arguments, "mae_loss", preds, y)

    expect_loss(got["result"], F.l1_loss(preds.double(), y.double()).item(), "the loss")
    for value, after, name in zip((preds, y), got["arguments"], ("preds", "y"), strict=True):
        expect_close(after, value, axes="n", name=f"{name} after the call")


@task("mae_loss", part=BEYOND)
def test_mae_loss_shapes(student, gen, rng):
    """raises ValueError where predictions and targets differ in shape"""
    shapes = [((3,), (3, 1)), ((3, 1), (3,)), ((3,), (1,)), ((3,), (3,)), ((3, 1), (3, 1))]
    shapes = rng.sample(shapes, len(shapes))
    pairs = [[torch.randn(shape, generator=gen) for shape in both] for both in shapes]

    got = student.run(outcomes, "mae_loss", pairs)

    right = [
        F.l1_loss(*pair).item() if both[0] == both[1] else "ValueError"
        for pair, both in zip(pairs, shapes, strict=True)
    ]
    calls = [f"mae_loss of shapes {ours} and {theirs}" for ours, theirs in shapes]
    expect_outcomes(got, right, calls, expect_loss)


@task("linear_mae_grad")
def test_linear_mae_grad_by_hand(student):
    """gives the numbers of the example in the docstring"""
    X = torch.tensor([[1.0, 2.0], [3.0, -1.0], [1.0, -3.0]])

    got = student.linear_mae_grad(torch.tensor([0.5, -0.5]), X, torch.tensor([0.0, 1.0, 1.0]))

    expect_close(got, torch.tensor([1.0, -2.0]), axes="k")


@task("linear_mae_grad")
@pytest.mark.parametrize(("n", "k"), [(11, 4), (7, 7), (1, 5)])
def test_linear_mae_grad_as_autograd(student, gen, n, k):
    """agrees with autograd on 11 rows, on a square X and on a single row"""
    coeffs, X, y = a_problem(gen, n, k)

    got = student.linear_mae_grad(coeffs, X, y)

    expect_close(got, mae_grad(coeffs, X, y), axes="k", known={"n": n} if n != k else None)


@task("linear_mae_grad")
def test_linear_mae_grad_exact_predictions(student, gen):
    """gives a passenger whose prediction is exactly right no say"""
    X = torch.randint(-5, 6, (9, 3), generator=gen).float()
    X[2], X[6] = torch.tensor([1.0, 2.0, 4.0]), torch.tensor([3.0, 1.0, -2.0])
    coeffs = torch.tensor([2.0, -1.0, 3.0])
    y = torch.tensor([0.25, 0.75, 12.0, 0.25, 0.75, 0.25, -1.0, 0.25, 0.75])

    got = student.linear_mae_grad(coeffs, X, y)

    expect_close(got, mae_grad(coeffs, X, y), axes="k", scale=1.0)


@task("linear_mae_grad")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_linear_mae_grad_arguments_stay(student, gen, dtype):
    """keeps float32 and float64, and leaves its arguments as they are"""
    coeffs, X, y = a_problem(gen, 6, 4, dtype)

    got = student.run(with_arguments, "linear_mae_grad", coeffs, X, y)

    expect_close(got["result"], mae_grad(coeffs, X, y), axes="k", name="the gradient")
    for value, after, name in zip((coeffs, X, y), got["arguments"], "cXy", strict=True):
        expect_close(after, value, name=f"{name.replace('c', 'coeffs')} after the call")


@task("sigmoid")
def test_sigmoid_values(student, gen):
    """agrees with torch on 4 rows of 7, from about -10 to 10"""
    x = 4 * torch.randn(4, 7, generator=gen)

    expect_close(student.sigmoid(x), torch.sigmoid(x.double()).float(), axes="n k")


@task("sigmoid")
def test_sigmoid_large_numbers(student):
    """is 0 or 1 for numbers from 100 to 1000 of both signs, never nan"""
    x = torch.tensor([-1000.0, -100.0, -90.0, -1.5, 0.0, 1.5, 90.0, 100.0, 1000.0])

    got = student.sigmoid(x)

    expect_numbers_for_nan(got, torch.sigmoid(x.double()).float(), name="sigmoid")


@task("sigmoid")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_sigmoid_input_stays(student, gen, dtype):
    """keeps float32 and float64, and leaves x as it is"""
    x = 3 * torch.randn(2, 3, 5, generator=gen, dtype=dtype)

    got = student.run(with_arguments, "sigmoid", x)

    right = torch.sigmoid(x.double()).to(dtype)
    expect_close(got["result"], right, axes="a b c", name="the result")
    expect_close(got["arguments"][0], x, axes="a b c", name="x after the call")
