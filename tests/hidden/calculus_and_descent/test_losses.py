"""Hidden checks for losses.py."""

import torch
from exercises.calculus_and_descent.cases import (
    exact,
    expect_outcomes,
    made_quads,
    numbers,
    outcomes,
)
from torch.nn import functional as F

from grader import BEYOND, expect_close, task


@task("quad", category="other sizes")
def test_quad_of_shapes(student, gen):
    """is right for other shapes, numbers of either sign, and single x"""
    a, b, c = (3 * torch.rand(3, generator=gen, dtype=torch.float64) + 0.5).tolist()
    for shape in ((3, 4), (5,), ()):
        x = torch.randn(shape, generator=gen, dtype=torch.float64) + 2

        right = exact([-a * v * v + b * v - c for v in x.reshape(-1).tolist()]).view(shape)
        expect_close(student.quad(-a, b, -c, x), right)
    got = numbers([student.quad(a, -b, c, v) for v in (0.0, 1.5, -3)])
    right = exact([a * v * v - b * v + c for v in (0.0, 1.5, -3)])
    expect_close(got, right, name="quad of single numbers")


@task("quad", category="dtype")
def test_quad_of_float32(student, gen):
    """keeps float32 and float64"""
    for dtype in (torch.float32, torch.float64):
        x = torch.randn(4, 1, generator=gen, dtype=dtype)

        right = 0.5 * x.double().square() - 3 * x.double() + 7
        expect_close(student.quad(0.5, -3.0, 7.0, x), right.to(dtype), axes="n one")


@task("quad", category="other sizes")
def test_quads_made_together(student, rng):
    """three functions made first and called later keep their numbers"""
    coefficients = [tuple(rng.uniform(-4, 4) for _ in "abc") for _ in range(3)]
    xs = [rng.uniform(-2, 2) for _ in range(2)]

    got = student.run(made_quads, coefficients, xs)

    right = [a * x * x + b * x + c for a, b, c in coefficients for x in xs]
    expect_close(numbers(got), exact(right), scale=1.0, name="three functions at two places")


@task("mae", category="other sizes")
def test_losses_of_other_shapes(student, gen):
    """agree with torch for other shapes"""
    shapes = ((2, 3, 4), (12,), (7, 1), ())
    pairs = [
        (torch.randn(shape, generator=gen), 2 * torch.randn(shape, generator=gen) + 0.5)
        for shape in shapes
    ]

    got = [loss(*pair) for loss in (student.mae, student.mse) for pair in pairs]

    right = [loss(*pair).item() for loss in (F.l1_loss, F.mse_loss) for pair in pairs]
    expect_close(numbers(got), exact(right), rtol=1e-5, name="mae four times, mse four times")


@task("mae", category="memory layout")
def test_losses_of_another_layout(student, gen):
    """work on tensors that are not contiguous in memory, in float64"""
    preds, targets = torch.randn(2, 6, 5, generator=gen, dtype=torch.float64).transpose(1, 2)

    got = numbers([student.mae(preds, targets), student.mse(preds, targets)])

    right = [F.l1_loss(preds, targets).item(), F.mse_loss(preds, targets).item()]
    expect_close(got, exact(right), name="mae and mse")


@task("mae", part=BEYOND, category="edge values")
def test_losses_of_other_unlike_shapes(student, gen, rng):
    """raise ValueError where shapes differ or nothing is there"""
    shapes = [((4, 2), (2, 4)), ((5,), ()), ((0, 4), (0, 4)), ((6,), (2, 3)), ((1, 3), (3,))]
    shapes = rng.sample([*shapes, ((3, 3), (3, 3)), ((5,), (5,)), ((1, 2), (1, 2))], 8)
    pairs = [[torch.randn(shape, generator=gen) for shape in both] for both in shapes]
    for name, loss in (("mae", F.l1_loss), ("mse", F.mse_loss)):
        got = student.run(outcomes, name, "ValueError", pairs)

        right = [
            loss(a, b).item() if a.shape == b.shape and a.numel() else "ValueError"
            for a, b in pairs
        ]
        expect_outcomes(got, right, [f"{name} of shapes {a} and {b}" for a, b in shapes], rtol=1e-5)
