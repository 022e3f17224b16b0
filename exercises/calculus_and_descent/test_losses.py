"""Visible checks for losses.py. Grading uses its own copy of this file."""

import torch
from exercises.calculus_and_descent.cases import exact, made_quads, numbers, pairs_refused
from torch.nn import functional as F

from grader import expect_close, expect_numbers, task


@task("quad")
def test_quad_by_hand(student):
    """gives 9, 2, 1, 6 and 17 for 3x^2 + 2x + 1 at -2, -1, 0, 1 and 2"""
    x = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])

    expect_close(student.quad(3.0, 2.0, 1.0, x), torch.tensor([9.0, 2, 1, 6, 17]), axes="n")


@task("quad")
def test_quad_columns(student, gen):
    """takes a column of 7 in float64, and single numbers"""
    a, b, c = (4 * torch.rand(3, generator=gen, dtype=torch.float64) + 0.5).tolist()
    x = torch.randn(7, 1, generator=gen, dtype=torch.float64)

    right = exact([a * v * v + b * v + c for v in x.flatten().tolist()]).view(7, 1)
    expect_close(student.quad(a, b, c, x), right, axes="n one")
    got = numbers([student.quad(a, b, c, 2.0), student.quad(a, b, c, -0.5)])
    right = [4 * a + 2 * b + c, 0.25 * a - 0.5 * b + c]
    expect_close(got, exact(right), name="quad at 2 and -0.5")


@task("quad")
def test_quads_side_by_side(student):
    """make_quad makes functions that each keep their own numbers"""
    # 3x^2 + 2x + 1 and then -x^2 + 4x + 7.
    coefficients = [(3.0, 2.0, 1.0), (-1.0, 4.0, 7.0)]

    got = student.run(made_quads, coefficients, [2.0, -1.0, 0.5])

    right = exact([17, 2, 2.75, 11, 2, 8.75])
    expect_close(numbers(got), right, name="both functions at 2, -1 and 0.5")


@task("quad")
def test_quad_made_for_tensors(student, gen):
    """what make_quad makes takes tensors"""
    x = torch.randn(6, generator=gen)

    [got] = student.run(made_quads, [(1.5, -0.5, 2.0)], [x])

    right = torch.stack([1.5 * v**2 - 0.5 * v + 2 for v in x])
    expect_close(got, right, axes="n", name="what the made function gives")


@task("mae")
def test_losses_by_hand(student):
    """errors of 0, 0, 0, 4 give 1 and 4, errors of 3 and -1 give 2 and 5"""
    pairs = [
        (torch.zeros(4), torch.tensor([0.0, 0.0, 0.0, 4.0])),
        (torch.tensor([3.0, 1.0]), torch.tensor([0.0, 2.0])),
    ]

    got = [loss(*pair) for loss in (student.mae, student.mse) for pair in pairs]

    expect_close(numbers(got), exact([1, 2, 4, 5]), name="mae, mae, mse, mse")


@task("mae")
def test_losses_of_rows_and_tables(student, gen):
    """agree with torch on 9 numbers and on a table of 5 by 3"""
    pairs = [
        (torch.randn(shape, generator=gen) - 1, torch.randn(shape, generator=gen))
        for shape in ((9,), (5, 3), (1,))
    ]

    right = [F.l1_loss(*pair).item() for pair in pairs]
    got = numbers([student.mae(*pair) for pair in pairs])
    expect_close(got, exact(right), rtol=1e-5, name="mae")
    right = [F.mse_loss(*pair).item() for pair in pairs]
    got = numbers([student.mse(*pair) for pair in pairs])
    expect_close(got, exact(right), rtol=1e-5, name="mse")


@task("mae")
def test_losses_of_float64(student, gen):
    """keep the digits of float64"""
    preds, targets = torch.randn(2, 8, generator=gen, dtype=torch.float64)

    got = numbers([student.mae(preds, targets), student.mse(preds, targets)])

    right = [F.l1_loss(preds, targets).item(), F.mse_loss(preds, targets).item()]
    expect_close(got, exact(right), name="mae and mse")


@task("mae")
def test_losses_of_unlike_shapes(student):
    """raise ValueError for a column against a row, and where there is nothing"""
    column, row = torch.tensor([[0.2], [0.8], [0.5]]), torch.tensor([0.0, 1.0, 1.0])
    pairs = [
        (column, row),
        (row, column),
        (row, row[:1]),
        (torch.zeros(2, 3), row),
        (row[:0], row[:0]),
        (row, row),
    ]

    got = student.run(pairs_refused, pairs)

    cases = ("(3, 1), (3,)", "(3,), (3, 1)", "(3,), (1,)", "(2, 3), (3,)", "(0,), (0,)")
    names = [
        f"ValueError (0 or 1) from {loss} of {case}"
        for loss in ("mae", "mse")
        for case in (*cases, "equal shapes")
    ]
    right = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0]
    expect_numbers(got, right + right, names=names, name="1 where ValueError is raised")
