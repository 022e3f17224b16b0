"""Visible checks for losses.py. Grading uses its own copy of this file."""

import torch
from exercises.calculus_and_descent.cases import (
    exact,
    expect_outcomes,
    made_quads,
    numbers,
    outcomes,
    with_arguments,
)
from torch.nn import functional as F

from grader import BEYOND, expect_close, task


@task("quad")
def test_quad_by_hand(student):
    """gives 9, 2, 1, 6 and 17 for 3x^2 + 2x + 1 at -2, -1, 0, 1 and 2"""
    x = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])

    expect_close(student.quad(3.0, 2.0, 1.0, x), torch.tensor([9.0, 2, 1, 6, 17]), axes="n")


@task("quad")
def test_quad_columns(student, gen):
    """takes a column of 7 in float64, and single numbers"""
    rise, p, far = (4 * torch.rand(3, generator=gen, dtype=torch.float64) + 0.5).tolist()
    x = torch.randn(7, 1, generator=gen, dtype=torch.float64)
    for k, q in ((rise, far), (-rise, far), (rise, -far)):
        # k (x - p) (x - q) is k x^2 - k (p + q) x + k p q.
        abc, scale = (k, -k * (p + q), k * p * q), abs(k * p * q)

        expect_close(student.quad(*abc, x), k * (x - p) * (x - q), axes="n one", scale=scale)
        got = numbers([student.quad(*abc, -2.0), student.quad(*abc, -0.5)])
        right = [k * (2 + p) * (2 + q), k * (0.5 + p) * (0.5 + q)]
        expect_close(got, exact(right), scale=scale, name="quad at -2 and -0.5")


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

    [got] = student.run(made_quads, [(1.5, -4.5, 3.0)], [x])

    right = 1.5 * (x - 1) * (x - 2)
    expect_close(got, right, axes="n", scale=10.0, name="what the made function gives")
    got = student.run(with_arguments, "quad", [x], [1.5, -4.5, 3.0])
    expect_close(got["result"], right, axes="n", scale=10.0, name="what quad gives")
    expect_close(got["tensors"][0], x, axes="n", name="x after the call")


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
    """keep the digits of float64, and leave preds and targets as they are"""
    preds, targets = torch.randn(2, 8, generator=gen, dtype=torch.float64)

    got = numbers([student.mae(preds, targets), student.mse(preds, targets)])

    right = [F.l1_loss(preds, targets).item(), F.mse_loss(preds, targets).item()]
    expect_close(got, exact(right), name="mae and mse")
    for name in ("mae", "mse"):
        after = student.run(with_arguments, name, [preds, targets])["tensors"]
        expect_close(after[0], preds, axes="n", name=f"preds after {name}")
        expect_close(after[1], targets, axes="n", name=f"targets after {name}")


@task("mae", part=BEYOND)
def test_losses_of_unlike_shapes(student, gen, rng):
    """raise ValueError for a column against a row, and where there is nothing"""
    shapes = [((3, 1), (3,)), ((3,), (3, 1)), ((3,), (1,)), ((2, 3), (3,)), ((0,), (0,))]
    shapes = rng.sample([*shapes, ((3,), (3,)), ((2, 3), (2, 3)), ((3, 1), (3, 1))], 8)
    pairs = [[torch.randn(shape, generator=gen) for shape in both] for both in shapes]
    for name, loss in (("mae", F.l1_loss), ("mse", F.mse_loss)):
        got = student.run(outcomes, name, "ValueError", pairs)

        equal = [a.shape == b.shape and a.numel() > 0 for a, b in pairs]
        right = [
            loss(*pair).item() if fits else "ValueError"
            for pair, fits in zip(pairs, equal, strict=True)
        ]
        calls = [f"{name} of shapes {a} and {b}" for a, b in shapes]
        expect_outcomes(got, right, calls, rtol=1e-5)
