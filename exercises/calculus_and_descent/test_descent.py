"""Visible checks for descent.py. Grading uses its own copy of this file."""

import torch
from exercises.calculus_and_descent.cases import (
    absolute_error,
    by_autograd,
    exact,
    expect_walk,
    fourfold,
    hollow,
    itself,
    places_in_hollow,
    quadratic_data,
    squared_error,
    with_arguments,
)

from grader import each_task, expect_close, task

LOSSES = {"mse_quadratic_grad": squared_error, "mae_quadratic_grad": absolute_error}
GRADIENTS = tuple(LOSSES)


@task("mse_quadratic_grad")
def test_squares_by_hand(student):
    """gives 9, 5 and 3 for x^2 + 1 against (1, 3) at (1, 2)"""
    # Predictions 2 and 5, errors 1 and 2: 2/2 of 1 * 1 + 2 * 4, 1 * 1 + 2 * 2, 1 + 2.
    params, x, y = torch.tensor([1.0, 0, 1]), torch.tensor([1.0, 2]), torch.tensor([1.0, 3])

    got = student.mse_quadratic_grad(params, x, y)

    expect_close(got, torch.tensor([9.0, 5.0, 3.0]), axes="abc")


@task("mae_quadratic_grad")
def test_sizes_by_hand(student):
    """gives 7/3, -1/3 and 1/3 for x^2 + 1 against (1, 3, 12) at (-2, 2, 1)"""
    # Predictions 5, 5 and 2, errors 4, 2 and -10, signs 1, 1 and -1.
    params, x = torch.tensor([1.0, 0, 1]), torch.tensor([-2.0, 2, 1])

    got = student.mae_quadratic_grad(params, x, torch.tensor([1.0, 3, 12]))

    expect_close(got, torch.tensor([7 / 3, -1 / 3, 1 / 3]), axes="abc")


@task("mae_quadratic_grad")
def test_sizes_of_the_notebook_without_noise(student):
    """gives -1.43490, -0.09474, -0.70000 for the notebook without noise"""
    x = torch.linspace(-2, 2, 20, dtype=torch.float64)
    start = torch.full((3,), 1.1, dtype=torch.float64)

    got = student.mae_quadratic_grad(start, x, 3 * x**2 + 2 * x + 1)

    # The x are (4i - 38) / 19; at (1.1, 1.1, 1.1) all errors are below 0 but three, at -10/19,
    # -6/19 and -2/19. All x^2 sum to 10640/361 and all x to 0, those three to 140/361 and -18/19.
    expect_close(got, exact([-518 / 361, -9 / 95, -7 / 10]), axes="abc")


@task("mae_quadratic_grad")
def test_sizes_of_0(student):
    """counts an error of exactly 0 as slope 0"""
    # x^2 + 2x + 1 at 0, 1, 2, 3: 1, 4, 9, 16; errors 0, 0, 2, -1.
    params, x = torch.tensor([1.0, 2, 1]), torch.tensor([0.0, 1, 2, 3])

    got = student.mae_quadratic_grad(params, x, torch.tensor([1.0, 4, 7, 17]))

    expect_close(got, torch.tensor([-1.25, -0.25, 0.0]), axes="abc")


@each_task(*GRADIENTS)
def test_gradient_of_11(student, gen, name):
    """agrees with autograd on 11 points"""
    params, x, y = quadratic_data(gen, 11)

    got = student.call(name, params, x, y)

    right = by_autograd(LOSSES[name], params, x, y)[0]
    expect_close(got, right, axes="abc", known={"n": 11}, scale=0.2)


def of_params(name, x, y):
    """The loss as a function of the parameters alone."""
    return lambda params: LOSSES[name](params, x, y)


@each_task(*GRADIENTS)
def test_gradient_of_1_in_float64(student, gen, name):
    """agrees with autograd on a single point, in float64, and on 6"""
    for n in (1, 6):
        params, x, y = quadratic_data(gen, n, torch.float64)

        got = student.call(name, params, x, y)

        right, slopes = by_autograd(LOSSES[name], params, x, y)[0], (of_params(name, x, y), params)
        expect_close(got, right, axes="abc", slopes=slopes)


@each_task(*GRADIENTS)
def test_gradient_leaves_arguments(student, gen, name):
    """leaves params, x and y as they are"""
    given = quadratic_data(gen, 5)

    got = student.run(with_arguments, name, list(given))

    right = by_autograd(LOSSES[name], *given)[0]
    expect_close(got["result"], right, axes="abc", scale=0.2, name=name)
    for what, before, after in zip(("params", "x", "y"), given, got["tensors"], strict=True):
        expect_close(after, before, name=f"{what} after the call")


@task("gradient_descent")
def test_descent_closed_form(student):
    """shrinks (3, -2) by 0.75 a step on the sum of 2w^2 with rate 1/16"""
    start = torch.tensor([3.0, -2.0])

    got = student.gradient_descent(fourfold, start, 0.0625, 5)

    expect_walk(got, torch.stack([start * 0.75**k for k in range(6)]))


@task("gradient_descent")
def test_descent_of_half_a_square(student):
    """shrinks (3, -2) by 0.75 a step where the gradient is w itself"""
    start = torch.tensor([3.0, -2.0])

    got = student.gradient_descent(itself, start, 0.25, 4)

    expect_walk(got, torch.stack([start * 0.75**k for k in range(5)]))


@task("gradient_descent", tolerance_reason="after one step all is 0, and so are zeros")
def test_descent_rates(student):
    """lands on 0 with rate 1/4 and grows with rate 9/16, on the sum of 2w^2"""
    start = torch.tensor([1.0, -4.0, 2.0], dtype=torch.float64)
    for lr, factor, steps in ((0.5625, -1.25, 7), (0.25, 0.0, 3)):
        got = student.gradient_descent(fourfold, start, lr, steps)

        places = torch.stack([start * factor**k for k in range(steps + 1)])
        expect_walk(got, places)


@task("gradient_descent")
def test_descent_askew(student, gen):
    """takes the steps into a hollow that lies askew"""
    start = 1.2 * torch.randn(5, generator=gen, dtype=torch.float64)

    got = student.gradient_descent(hollow, start, 0.1, 6)

    expect_walk(got, places_in_hollow(start, 0.1, 6))


@task("gradient_descent", tolerance_reason="nothing moves, so all places are the start")
def test_descent_without_steps(student):
    """stays at the start for 0 steps, and for a rate of 0"""
    start = torch.tensor([0.5, -2.0, 4.0, 1.0])

    expect_walk(student.gradient_descent(fourfold, start, 0.3, 0), start[None])
    expect_walk(student.gradient_descent(fourfold, start, 0.0, 2), start.repeat(3, 1))


@task("gradient_descent")
def test_descent_start_stays(student, gen):
    """leaves the start as it is"""
    start = torch.randn(3, generator=gen)

    got = student.run(with_arguments, "gradient_descent", [start], [fourfold], [0.125, 2])

    expect_walk(got["result"], torch.stack([start, start / 2, start / 4]))
    expect_close(got["tensors"][0], start, axes="n", name="start after the call")
