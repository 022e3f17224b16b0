"""Hidden checks for optimizer.py."""

import pytest
import torch
from exercises.mnist_basics.training_cases import expect_gradients_kept, right_steps, steps

from grader import BEYOND, expect_close, task


@task("BasicOptim", category="other sizes")
@pytest.mark.parametrize(("kind", "lr"), [("generator", 1.0), ("list", 0.05), ("tuple", 3.0)])
def test_basicoptim_steps(student, gen, kind, lr):
    """moves every parameter against its gradient, with other rates and shapes"""
    shapes = [(30, 2), (7,), (1, 1), (2, 3, 2)]
    values = [torch.randn(shape, generator=gen) for shape in shapes]
    rows = [[torch.randn(shape, generator=gen) for shape in shapes] for _ in range(5)]
    rows[-1] = [40 * g for g in rows[-1]]

    got = student.run(steps, values, rows, lr, kind)

    expect_close(got, right_steps(values, rows, lr), axes="step number", name="the parameters")


@task("BasicOptim", part=BEYOND, category="edge values")
def test_basicoptim_without_gradient(student, gen):
    """leaves parameters without a gradient as they are, the first one too"""
    shapes = [(3,), (5, 1)]
    values = [torch.randn(shape, generator=gen) for shape in shapes]
    first, second, third = ([torch.randn(s, generator=gen) for s in shapes] for _ in range(3))
    rows = [[None, first[1]], [second[0], None], third, [None, None]]

    got = student.run(steps, values, rows, 0.5, "generator")

    expect_close(got, right_steps(values, rows, 0.5), axes="step number", name="the parameters")


@task("BasicOptim", category="rules", tolerance_reason="a gradient that is forgotten is 0")
def test_basicoptim_gradients(student, gen):
    """keeps gradients in step() and forgets them in zero_grad()"""
    expect_gradients_kept(student, gen, [(2, 2), (6,), (1,), (3,)], 0.7)


@task(
    "BasicOptim",
    part=BEYOND,
    category="edge values",
    tolerance_reason="a gradient that is forgotten is 0",
)
def test_basicoptim_idle(student, gen):
    """forgets gradients where a parameter has none"""
    expect_gradients_kept(student, gen, [(4,), (1, 2), (5,), (3,)], 0.2, idle=1)
