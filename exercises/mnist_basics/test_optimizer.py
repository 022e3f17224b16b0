"""Visible checks for optimizer.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.training_cases import (
    expect_gradients_kept,
    right_steps,
    steps,
    two_optimizers,
)
from torch import Tensor

from grader import BEYOND, expect_close, task


def parameters(gen: torch.Generator, shapes: list[tuple[int, ...]]) -> list[Tensor]:
    """Normal numbers, a tensor for each shape."""
    return [torch.randn(shape, generator=gen) for shape in shapes]


@task("BasicOptim")
@pytest.mark.parametrize("kind", ["list", "tuple", "generator"])
def test_basicoptim_steps(student, gen, kind):
    """moves every parameter against its gradient, step after step"""
    shapes = [(4, 1), (1,), (2, 3)]
    values, rows = parameters(gen, shapes), [parameters(gen, shapes) for _ in range(3)]

    got = student.run(steps, values, rows, 0.3, kind)

    expect_close(got, right_steps(values, rows, 0.3), axes="step number", name="the parameters")


@task("BasicOptim", tolerance_reason="a gradient that is forgotten is 0")
def test_two_optimizers(student, gen):
    """two optimizers share nothing: parameters and lr are each one's own"""
    shapes, lrs = [(3, 2), (4,)], [0.3, 2.0]
    values, rows = ([parameters(gen, shapes) for _ in range(2)] for _ in range(2))

    got = student.run(two_optimizers, values, rows, lrs)

    first, second = (right_steps(values[i], [rows[i]], lrs[i])[0] for i in range(2))
    still = torch.cat([value.flatten() for value in values[1]])
    right = torch.stack([torch.cat([first, still]), torch.cat([first, second])])
    what = "the parameters of both after a step of the first, then of the second"
    expect_close(torch.stack(got["after"]), right, axes="step number", name=what)
    pairs = zip(got["gradients"], [*values[0], *values[1]], strict=True)
    mine = [torch.zeros_like(p) if grad is None else grad for grad, p in pairs]
    wanted = [torch.zeros_like(g) for g in rows[0]] + rows[1]
    mine, wanted = (torch.cat([g.flatten() for g in row]) for row in (mine, wanted))
    what = "the gradients of both after zero_grad() of the first, where None is read as 0"
    expect_close(mine, wanted, axes="number", scale=1.0, name=what)


@task("BasicOptim", part=BEYOND)
def test_basicoptim_without_gradient(student, gen):
    """leaves a parameter without a gradient as it is"""
    shapes = [(3,), (2, 2), (4,)]
    values, rows = parameters(gen, shapes), [parameters(gen, shapes) for _ in range(2)]
    rows[0][1] = rows[1][2] = None

    got = student.run(steps, values, rows, 2.0, "list")

    expect_close(got, right_steps(values, rows, 2.0), axes="step number", name="the parameters")


@task("BasicOptim", tolerance_reason="a gradient that is forgotten is 0")
def test_basicoptim_gradients(student, gen):
    """keeps gradients in step() and forgets them in zero_grad()"""
    expect_gradients_kept(student, gen, [(5,), (2, 3), (4,)], 0.1)


@task(
    "BasicOptim",
    part=BEYOND,
    tolerance_reason="a gradient that is forgotten is 0",
)
def test_basicoptim_idle(student, gen):
    """forgets gradients where a parameter has none"""
    expect_gradients_kept(student, gen, [(3,), (2, 2), (6,)], 0.4, idle=1)
