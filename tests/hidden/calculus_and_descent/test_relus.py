"""Hidden checks for relus.py."""

import math

import numpy as np
import pytest
import torch
from exercises.calculus_and_descent.cases import (
    exact,
    expect_outcomes,
    expect_results,
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


@task("relu", category="other sizes")
@pytest.mark.parametrize("shape", [(3, 2, 4), (1,), ()])
def test_relu_of_shapes(student, gen, shape):
    """agrees with torch for other shapes, and keeps float32"""
    x = torch.randn(shape, generator=gen)
    x = x - x.max() + 1  # one entry at least is above 0

    expect_close(student.relu(x), F.relu(x))


@task("relu", category="memory layout")
def test_relu_of_another_layout(student, gen):
    """works on a transposed table, and leaves it"""
    x = torch.randn(5, 3, generator=gen).T

    got = student.run(with_arguments, "relu", [x])

    expect_close(got["result"], F.relu(x), axes="a b", name="relu(x)")
    expect_close(got["tensors"][0], x, axes="a b", name="x after the call")


@task("relu", category="edge values")
def test_relu_of_nan(student, gen):
    """leaves nan as nan in a table of float64"""
    p, q = (2 + torch.rand(2, generator=gen, dtype=torch.float64)).tolist()
    x = torch.tensor([[math.nan, -1.0, p], [0.0, q, math.nan]], dtype=torch.float64)

    expect_relu(student.relu(x), x, [-1.0, 0.0, p, 0.0, q, -1.0])


@task("relu", category="other sizes")
def test_rectified_lines_of_others(student, gen):
    """rectified_linear is right for random lines and a column"""
    x = 2 * torch.randn(8, 1, generator=gen, dtype=torch.float64)
    for m in (-2.25, 0.75):
        b = float(torch.rand(1, generator=gen)) + 2.5

        got = student.rectified_linear(m, b, x)

        right = exact([max(0.0, m * v + b) for v in x.flatten().tolist()]).view(8, 1)
        expect_close(got, right, axes="n one", scale=1.0)


@task("fit_relu_sum", category="other sizes")
@pytest.mark.parametrize("k", [3, 5, 12])
def test_fit_of_other_sizes(student, gen, k):
    """has the slopes and bends of other numbers of points"""
    knots, values = points(gen, k, torch.float64)

    got = student.fit_relu_sum(knots, values)

    expect_results(got, 3, "fit_relu_sum")
    pieces = np.diff(values.numpy()) / np.diff(knots.numpy())
    right = torch.from_numpy(np.diff(pieces, prepend=0.0))
    expect_close(got[1], right, axes="j", name="slopes")
    expect_close(got[2], knots[:-1], axes="j", name="kinks")


@task("fit_relu_sum", category="dtype")
def test_fit_of_float32(student, gen):
    """keeps float32, and goes through 4 points"""
    knots, values = points(gen, 4)

    expect_close(student.run(fitted, knots, values, knots), values, axes="k", scale=10.0)
    got = student.fit_relu_sum(knots, values)
    expect_results(got, 3, "fit_relu_sum")
    pieces = values.double().diff() / knots.double().diff()
    right = pieces.diff(prepend=torch.zeros(1).double()).float()
    expect_close(got[1], right, axes="j", name="slopes")


@task("fit_relu_sum", category="other sizes")
def test_fit_between_points(student, gen):
    """is np.interp between 8 knots, and flat to the left of them"""
    knots, values = points(gen, 8, torch.float64)
    x = knots[0] - 1 + (knots[-1] - knots[0] + 1) * torch.rand(17, generator=gen).double()

    got = student.run(fitted, knots, values, x)

    right = torch.from_numpy(np.interp(x, knots, values))
    expect_close(got, right, axes="m", scale=10.0, name="relu_sum of what was fitted")


@task("fit_relu_sum", category="other sizes")
def test_sum_of_other_relus(student, gen):
    """relu_sum adds 6 hinges in any order, in float64, at 1 place and at 9"""
    slopes, kinks = torch.randn(2, 6, generator=gen, dtype=torch.float64)
    kinks[0] = 9.0  # all places lie left of it
    for m in (1, 9):
        x = torch.randn(m, generator=gen, dtype=torch.float64) + 2

        got = student.relu_sum(-1.25, slopes, kinks, x)

        expect_close(got, bent(-1.25, slopes, kinks, x), axes="m", scale=1.0, name="relu_sum")


@task("fit_relu_sum", part=BEYOND, category="edge values")
def test_fit_of_wrong_knots(student, gen, rng):
    """raises ValueError for knots that do not rise"""
    rows = [[1.0, 0.0], [0.0, 1.0, 2.0, 2.0], [-1.0, 0.5], [0.0, 3.0, 2.0, 5.0], [0.0, 1.0, 3.0]]
    rows = rng.sample(rows, 5)
    given = [through(gen, row) for row in rows]

    got = student.run(outcomes, "fit_relu_sum", "ValueError", [call[:2] for call in given])

    names = [f"fit_relu_sum with knots {row}" for row in rows]
    expect_outcomes([slopes_of(end) for end in got], [call[2] for call in given], names, scale=5.0)
