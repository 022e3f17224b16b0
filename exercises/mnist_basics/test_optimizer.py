"""Visible checks for optimizer.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.training_cases import expect_gradients_kept, right_steps, steps
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
