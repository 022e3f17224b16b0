"""Hidden checks for descent.py."""

import pytest
import torch
from exercises.calculus_and_descent.cases import (
    absolute_error,
    by_autograd,
    expect_walk,
    fourfold,
    itself,
    quadratic_data,
    squared_error,
    with_arguments,
)

from grader import each_task, expect_close, observe, task

LOSSES = {"mse_quadratic_grad": squared_error, "mae_quadratic_grad": absolute_error}
GRADIENTS = tuple(LOSSES)


@each_task(*GRADIENTS, category="other sizes")
@pytest.mark.parametrize("n", [1, 4, 20])
def test_gradient_of_other_sizes(student, gen, name, n):
    """agrees with autograd for other n, in float32"""
    params, x, y = quadratic_data(gen, n)

    got = student.call(name, params, x, y)

    right = by_autograd(LOSSES[name], params, x, y)[0]
    expect_close(got, right, axes="abc", scale=0.2)


@each_task(*GRADIENTS, category="edge values")
def test_gradient_of_large_x(student, gen, name):
    """is right where x goes up to 100"""
    params = torch.tensor([2.0, -3.0, 5.0], dtype=torch.float64)
    x = 100 * torch.rand(8, generator=gen, dtype=torch.float64) + 1
    y = 2 * x**2 - 3 * x + 5 + torch.tensor([1, -2, 3, 5, -1, 4, 2, 9])

    got = student.call(name, params, x, y)

    expect_close(got, by_autograd(LOSSES[name], params, x, y)[0], axes="abc")


@each_task(*GRADIENTS, category="memory layout")
def test_gradient_of_another_layout(student, gen, name):
    """works on columns of a table, in float64, and leaves them"""
    params, x, y = quadratic_data(gen, 7, torch.float64)
    table = torch.stack([x, y], dim=1)
    given = [params, table[:, 0], table[:, 1]]

    got = student.run(with_arguments, name, given)

    right = by_autograd(LOSSES[name], params, x, y)[0]
    expect_close(got["result"], right, axes="abc", name=name)
    for what, before, after in zip(("params", "x", "y"), given, got["tensors"], strict=True):
        expect_close(after, before, name=f"{what} after the call")


@task("mae_quadratic_grad", category="edge values")
def test_sizes_of_some_0(student):
    """counts errors of 0 as slope 0, and one of a millionth as 1"""
    # 2x^2 - x at -1, 0, 1, 2, 3: 3, 0, 1, 6, 15; errors 0, 1, 0, 2**-20, 5.
    params = torch.tensor([2.0, -1.0, 0.0], dtype=torch.float64)
    x = torch.tensor([-1.0, 0, 1, 2, 3], dtype=torch.float64)

    got = student.mae_quadratic_grad(params, x, torch.tensor([3.0, -1, 1, 6 - 2**-20, 10]).double())

    expect_close(got, torch.tensor([13 / 5, 1.0, 3 / 5], dtype=torch.float64), axes="abc")


@task("gradient_descent", category="other sizes")
@pytest.mark.parametrize(("n", "lr", "steps"), [(1, 0.0625, 6), (7, 0.375, 4), (3, 0.015625, 12)])
def test_descent_of_other_sizes(student, gen, n, lr, steps):
    """goes by a factor of 1 - 4 lr a step on the sum of 2w^2"""
    start = torch.randn(n, generator=gen, dtype=torch.float64) + 3

    got = student.gradient_descent(fourfold, start, lr, steps)

    expect_walk(got, torch.stack([start * (1 - 4 * lr) ** k for k in range(steps + 1)]))


@observe
def stretched(w):
    """The gradient of a bowl that is steeper along each further axis."""
    return w * torch.arange(1, w.numel() + 1, dtype=w.dtype)


@observe
def four_wells(w):
    """The gradient of the sum of (w^2 - 1)^2 / 4, and of the square of the sum, over 20."""
    return w**3 - w + w.sum() / 10


def wells(w):
    """The function whose gradient four_wells is."""
    return ((w**2 - 1) ** 2).sum() / 4 + w.sum() ** 2 / 20


def walk(f, start, lr, steps):
    """The places of gradient descent on f, one a row, with gradients by autograd."""
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - lr * by_autograd(f, places[-1])[0])
    return torch.stack(places)


@task("gradient_descent", category="dtype")
def test_descent_of_float32(student, gen):
    """keeps float32, at a rate at which one axis overshoots"""
    start = torch.randn(4, generator=gen) + 2

    got = student.gradient_descent(stretched, start, 0.375, 5)

    factors = 1 - 0.375 * torch.arange(1, 5).double()
    places = torch.stack([start.double() * factors**k for k in range(6)])
    expect_walk(got, places.float())


@task("gradient_descent", category="in-place safety")
def test_descent_leaves_start(student, gen):
    """leaves the start as it is, on another function, and returns every place"""
    start = torch.randn(6, generator=gen, dtype=torch.float64)

    got = student.run(with_arguments, "gradient_descent", [start], [four_wells], [0.2, 3])

    expect_walk(got["result"], walk(wells, start, 0.2, 3))
    expect_close(got["tensors"][0], start, axes="n", name="start after the call")
    got = student.run(with_arguments, "gradient_descent", [start], [itself], [1.5, 3])
    expect_walk(got["result"], torch.stack([start / (-2) ** k for k in range(4)]))
    expect_close(got["tensors"][0], start, axes="n", name="start after the call")


@task(
    "gradient_descent",
    category="edge values",
    tolerance_reason="nothing moves, so all places are the start",
)
def test_descent_that_stays(student, gen):
    """stays at the start for 0 steps and for a rate of 0, in float64"""
    start = torch.randn(2, generator=gen, dtype=torch.float64)

    expect_walk(student.gradient_descent(four_wells, start, 0.1, 0), start[None])
    expect_walk(student.gradient_descent(four_wells, start, 0.0, 3), start.repeat(4, 1))
