"""Visible checks for relus.py. Grading uses its own copy of this file."""

import math
from itertools import product

import numpy as np
import torch
from exercises.calculus_and_descent.cases import (
    exact,
    expect_outcomes,
    expect_results,
    numbers,
    outcomes,
    with_arguments,
)
from exercises.calculus_and_descent.net_cases import (
    bent,
    expect_relu,
    fitted,
    points,
    slopes_of,
    through,
)
from torch.nn import functional as F

from grader import BEYOND, expect_close, task


@task("relu")
def test_relu_by_hand(student):
    """keeps 2.5 and 0.1 and makes 0 of 0, -0.0, -0.3 and -7"""
    x = torch.tensor([2.5, 0.0, -0.3, 0.1, -0.0, -7.0])

    expect_close(student.relu(x), torch.tensor([2.5, 0.0, 0.0, 0.1, 0.0, 0.0]), axes="n")


@task("relu")
def test_relu_table(student, gen):
    """agrees with torch on a table of float64, which stays as it is"""
    x = torch.randn(4, 7, generator=gen, dtype=torch.float64)

    got = student.run(with_arguments, "relu", [x])

    expect_close(got["result"], F.relu(x), axes="a b", name="relu(x)")
    expect_close(got["tensors"][0], x, axes="a b", name="x after the call")


@task("relu")
def test_relu_nan(student, gen):
    """leaves nan as nan"""
    p, q = (1 + torch.rand(2, generator=gen)).tolist()

    x = torch.tensor([p, math.nan, -2.0, 0.0, math.nan, q])
    expect_relu(student.relu(x), x, [p, -1.0, 0.0, 0.0, -1.0, q])


@task("relu")
def test_rectified_lines(student, gen):
    """rectified_linear cuts lines of either slope at 0"""
    # x is -3, -2.25, -1.5, -0.75, 0, 0.75, 1.5, 2.25, 3.
    x = torch.linspace(-3, 3, 9, dtype=torch.float64)
    lines = {
        (2.0, 1.0): [0, 0, 0, 0, 1, 2.5, 4, 5.5, 7],
        (-1.5, 2.5): [7, 5.875, 4.75, 3.625, 2.5, 1.375, 0.25, 0, 0],
        (0.5, -0.7): [0, 0, 0, 0, 0, 0, 0.05, 0.425, 0.8],
    }
    for (m, b), right in lines.items():
        got = student.run(with_arguments, "rectified_linear", [x], [m, b])

        name = f"rectified_linear({m}, {b}, x)"
        expect_close(got["result"], exact(right), axes="n", name=name)
        expect_close(got["tensors"][0], x, axes="n", name="x after the call")


@task("fit_relu_sum")
def test_fit_by_hand(student):
    """finds the slopes 3, -5, 4 for (-1, -1), (0, 2), (2, -2), (3, 0)"""
    # The pieces rise by 3, -2 and 2 for each 1 to the right.
    got = student.fit_relu_sum(torch.tensor([-1.0, 0, 2, 3]), torch.tensor([-1.0, 2, -2, 0]))

    expect_results(got, 3, "fit_relu_sum")
    expect_close(got[1], torch.tensor([3.0, -5.0, 4.0]), axes="j", name="slopes")
    expect_close(got[2], torch.tensor([-1.0, 0.0, 2.0]), axes="j", name="kinks")
    expect_close(numbers([got[0], 2.0]), exact([-1.0, 2.0]), name="(bias, 2)")


@task("fit_relu_sum")
def test_fit_of_the_quadratic(student):
    """finds -8.5 and seven changes of 3 for 3x^2 + 2x + 1 with 9 knots"""
    knots = torch.linspace(-2, 2, 9, dtype=torch.float64)
    values = 3 * knots**2 + 2 * knots + 1

    seen = student.run(with_arguments, "fit_relu_sum", [knots, values])

    for name, before, after in zip(
        ("knots", "values"), (knots, values), seen["tensors"], strict=True
    ):
        expect_close(after, before, axes="k", name=f"{name} after the call")
    got = seen["result"]
    expect_results(got, 3, "fit_relu_sum")
    expect_close(got[1], exact([-8.5] + [3.0] * 7), axes="j", name="slopes")
    expect_close(got[2], knots[:8], axes="j", name="kinks")


@task("fit_relu_sum")
def test_sum_of_relus(student, gen):
    """relu_sum adds hinges of either sign in any order, and leaves them"""
    one = torch.tensor([[2.0], [0.5]])
    four = torch.tensor([[-1.0, 3.0, -2.5, 0.7], [1.5, -0.5, 2.0, -1.0]])
    # Four places as well: as many as there are kinks.
    for (slopes, kinks), m in product((one, four), (11, 4)):
        x = torch.linspace(-2, 3, m)
        got = student.run(with_arguments, "relu_sum", [slopes, kinks, x], [0.75])

        expect_close(got["result"], bent(0.75, slopes, kinks, x), axes="m", name="relu_sum")
        given = {"slopes": slopes, "kinks": kinks, "x": x}
        for (name, before), after in zip(given.items(), got["tensors"], strict=True):
            expect_close(after, before, name=f"{name} after the call")


@task("fit_relu_sum")
def test_fit_goes_through_points(student, gen):
    """both together are np.interp between the knots, for 6 points and for 2"""
    for k, dtype in ((6, torch.float64), (2, torch.float32)):
        knots, values = points(gen, k, dtype)
        inside = torch.rand(13, generator=gen, dtype=torch.float64)
        x = (knots[0] + (knots[-1] - knots[0]) * inside).to(dtype)

        got = student.run(fitted, knots, values, x)

        right = torch.from_numpy(np.interp(x, knots, values)).to(dtype)
        expect_close(got, right, axes="m", scale=10.0, name="relu_sum of what was fitted")


@task("fit_relu_sum", part=BEYOND)
def test_fit_knots_out_of_order(student, gen, rng):
    """raises ValueError for knots that fall, or of which two are equal"""
    rows = [[0.0, 2.0, 1.0], [0.0, 1.0, 1.0], [3.0, 2.0, 1.0], [0.0, 1.0, 2.0], [0.0, 1.0, 4.0]]
    rows = rng.sample(rows, 5)
    given = [through(gen, row) for row in rows]

    got = student.run(outcomes, "fit_relu_sum", "ValueError", [call[:2] for call in given])

    names = [f"fit_relu_sum with knots {row}" for row in rows]
    expect_outcomes([slopes_of(end) for end in got], [call[2] for call in given], names, scale=5.0)
