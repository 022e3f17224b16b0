"""Hidden checks for derivatives.py."""

import math

import torch
from exercises.calculus_and_descent.cases import (
    RTOL_DIFFERENCES,
    bowl,
    by_autograd,
    exact,
    expect_outcomes,
    growth,
    numbers,
    outcomes,
    ripples,
    wave,
    with_arguments,
)

from grader import BEYOND, expect_close, observe, task


@observe
def fourth(x):
    """x^4."""
    return x**4


@task("numerical_derivative", category="other sizes")
def test_derivative_elsewhere(student, rng):
    """is what x^4 makes of h, forward and central"""
    found, right = [], []
    for h in (0.25, 0.02):
        x = rng.uniform(0.5, 2)
        found.append(student.numerical_derivative(fourth, x, h, "forward"))
        right.append(4 * x**3 + 6 * x * x * h + 4 * x * h * h + h**3)
        found.append(student.numerical_derivative(fourth, x, h, "central"))
        right.append(4 * x**3 + 4 * x * h * h)

    expect_close(numbers(found), exact(right), name="slopes of x^4")


@task("numerical_derivative", category="other sizes")
def test_derivative_of_others(student, rng):
    """is near the slope of two other functions, by default and by name"""
    places = [rng.uniform(-2, 0.5), rng.uniform(0.6, 1.5)]

    found = [student.numerical_derivative(growth, x, method="central") for x in places]
    found += [student.numerical_derivative(wave, x) for x in places]
    found += [student.numerical_derivative(growth, x, 1e-4) for x in places]

    right = [math.exp(x) + 0.3 for x in places] + [2 * math.cos(2 * x) + x for x in places]
    right += right[:2]
    expect_close(numbers(found), exact(right), rtol=1e-7, name="slopes")


@task("numerical_derivative", part=BEYOND, category="edge values")
def test_derivative_of_unknown_methods(student, rng):
    """raises ValueError for what is no method, and not for what is one"""
    methods = rng.sample(["Forward", "", "forward", "both", "centred", "central"], 6)
    x, h = rng.uniform(0.5, 2), rng.uniform(0.05, 0.1)

    calls = [(fourth, x, h, method) for method in methods]
    got = student.run(outcomes, "numerical_derivative", "ValueError", calls)

    slopes = {"forward": ((x + h) ** 4 - x**4) / h, "central": 4 * x**3 + 4 * x * h * h}
    right = [slopes.get(method, "ValueError") for method in methods]
    expect_outcomes(got, right, [f"method {method!r}" for method in methods])


@task("numerical_gradient", category="other sizes")
def test_gradient_of_shapes(student, gen):
    """agrees with autograd for other shapes"""
    for shape in ((2, 3, 2), (9,), (5, 1)):
        params = 1 + torch.randn(shape, generator=gen, dtype=torch.float64)

        got = student.numerical_gradient(ripples, params)

        expect_close(got, by_autograd(ripples, params)[0], rtol=RTOL_DIFFERENCES)


@task("numerical_gradient", category="dtype")
def test_gradient_of_large_float32(student, gen):
    """is right for float32 numbers near 300"""
    params = 300 + 20 * torch.randn(4, generator=gen)

    expect_close(student.numerical_gradient(bowl, params), by_autograd(bowl, params)[0], axes="n")


@task("numerical_gradient", category="memory layout")
def test_gradient_of_another_layout(student, gen):
    """works on params that are not contiguous in memory, and leaves them"""
    params = torch.randn(4, 3, generator=gen, dtype=torch.float64).T

    got = student.run(with_arguments, "numerical_gradient", [params], [ripples], [1e-4])

    right = by_autograd(ripples, params)[0]
    expect_close(got["result"], right, axes="a b", rtol=1e-5, name="the gradient")
    expect_close(got["tensors"][0], params, axes="a b", name="params after the call")


@task("numerical_gradient", part=BEYOND, category="edge values")
def test_gradient_of_whole_numbers(student, gen, rng):
    """raises TypeError for whole numbers of other kinds"""
    kinds = rng.sample([torch.int16, torch.float64, torch.uint8, torch.float32], 4)
    given = [torch.randint(9, (1, 3), generator=gen).to(kind) for kind in kinds]

    got = student.run(outcomes, "numerical_gradient", "TypeError", [(bowl, p) for p in given])

    right = [by_autograd(bowl, p)[0] if p.is_floating_point() else "TypeError" for p in given]
    expect_outcomes(got, right, [f"params of {kind}" for kind in kinds], rtol=1e-5)
