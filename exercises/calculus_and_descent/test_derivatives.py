"""Visible checks for derivatives.py. Grading uses its own copy of this file."""

import math
from fractions import Fraction

import torch
from exercises.calculus_and_descent.cases import (
    EQUAL,
    RTOL_DIFFERENCES,
    bowl,
    by_autograd,
    cube,
    exact,
    frugal,
    numbers,
    refusals,
    ripples,
    valley,
    wave,
    with_arguments,
)

from grader import expect_close, expect_numbers, task


@task("numerical_derivative")
def test_derivative_by_hand(student):
    """gives 15.25 forward and 12.25 central for x^3 at 2 with h = 0.5"""
    # Values at 1.5, 2 and 2.5: 3.375, 8 and 15.625. With h = 0.25 at 1: 1.25^3 = 1.953125.
    got = [
        student.numerical_derivative(cube, 2.0, 0.5, "forward"),
        student.numerical_derivative(cube, 2.0, 0.5, "central"),
        student.numerical_derivative(cube, 1.0, 0.25, "forward"),
    ]

    expect_close(numbers(got), exact([15.25, 12.25, 3.8125]), name="three slopes")


@task("numerical_derivative")
def test_derivative_of_fractions(student):
    """agrees with exact fractions for x^3 at 2 with h = 1/4, 1/64 and 1/512"""
    steps = (Fraction(1, 4), Fraction(1, 64), Fraction(1, 512))
    for method, low in (("forward", 0), ("central", -1)):
        got = [student.numerical_derivative(cube, 2.0, float(h), method) for h in steps]

        right = [((2 + h) ** 3 - (2 + low * h) ** 3) / (h - low * h) for h in steps]
        name = f"the {method} slopes"
        expect_close(numbers(got), exact([float(slope) for slope in right]), axes="h", name=name)


@task("numerical_derivative")
def test_derivative_default(student, rng):
    """takes a central difference where no method is named"""
    places = [rng.uniform(-1, 0), rng.uniform(0, 1), rng.uniform(1.8, 2.8)]

    got = [student.numerical_derivative(wave, place) for place in places]

    right = [2 * math.cos(2 * place) + place for place in places]
    expect_close(numbers(got), exact(right), rtol=1e-8, name="three slopes")
    wide = [student.numerical_derivative(cube, 1.0, h=0.5), student.numerical_derivative(cube, 2.0)]
    expect_close(numbers(wide), exact([3.25, 12.0]), name="the slopes of x^3 at 1 and 2")


@task("numerical_derivative", tolerance_reason=EQUAL)
def test_derivative_frugal(student):
    """calls the function no more than twice"""
    got = student.run(frugal, cube, 1.5, ["forward", "central"])

    names = ("forward, 1 for once or twice", "central, 1 for once or twice")
    expect_numbers(got, [1.0, 1.0], names=names, name="the numbers of calls")


@task("numerical_derivative")
def test_derivative_unknown_method(student):
    """raises ValueError for another method"""
    calls = [(cube, 1.0, 0.1, method) for method in ("middle", "backward", "central")]

    got = student.run(refusals, "numerical_derivative", "ValueError", calls)

    names = [f"ValueError (0 or 1) for {call[-1]!r}" for call in calls]
    expect_numbers(got, [1.0, 1.0, 0.0], names=names, name="1 where it is raised")


@task("numerical_gradient")
def test_gradient_by_hand(student):
    """gives 37.25 and 20 for p0^3 + p0 p1^2 at (2, 5) with h = 0.5"""
    # In p0: 3 * 4 + 0.25 + 25; in p1: 2 * 2 * 5.
    params = torch.tensor([2.0, 5.0], dtype=torch.float64)

    got = student.numerical_gradient(valley, params, 0.5)

    expect_close(got, exact([37.25, 20.0]), axes="n")


@task("numerical_gradient")
def test_gradient_float64(student, gen):
    """agrees with autograd for 7 numbers of float64"""
    params = 1.5 * torch.randn(7, generator=gen, dtype=torch.float64)

    got = student.numerical_gradient(ripples, params)

    [right] = by_autograd(ripples, params)
    expect_close(got, right, axes="n", rtol=1e-8)


@task("numerical_gradient")
def test_gradient_float32(student, gen):
    """is right for float32 numbers near 100, and gives float32"""
    params = 100 + 5 * torch.randn(6, generator=gen)

    got = student.numerical_gradient(bowl, params)

    expect_close(got, by_autograd(bowl, params)[0], axes="n")


@task("numerical_gradient")
def test_gradient_shapes(student, gen):
    """keeps the shapes (4, 3) and (1,)"""
    for shape in ((4, 3), (1,)):
        params = torch.randn(shape, generator=gen, dtype=torch.float64) + 2

        got = student.numerical_gradient(bowl, params)

        expect_close(got, by_autograd(bowl, params)[0], rtol=RTOL_DIFFERENCES)


@task("numerical_gradient")
def test_gradient_params_stay(student, gen):
    """leaves params as they are"""
    params = torch.randn(5, generator=gen, dtype=torch.float64)

    got = student.run(with_arguments, "numerical_gradient", [ripples, params, 0.01])

    expect_close(got["tensors"][0], params, axes="n", name="params after the call")


@task("numerical_gradient")
def test_gradient_whole_numbers(student):
    """raises TypeError for params of whole numbers"""
    kinds = (torch.int64, torch.int32, torch.float32)
    calls = [(bowl, torch.tensor([1, 2, 3], dtype=kind), 0.1) for kind in kinds]

    got = student.run(refusals, "numerical_gradient", "TypeError", calls)

    names = [f"TypeError (0 or 1) for {kind}" for kind in kinds]
    expect_numbers(got, [1.0, 1.0, 0.0], names=names, name="1 where it is raised")
