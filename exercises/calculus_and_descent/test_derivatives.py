"""Visible checks for derivatives.py. Grading uses its own copy of this file."""

from itertools import product

import torch
from exercises.calculus_and_descent.cases import (
    RTOL_DIFFERENCES,
    bowl,
    bowl_as_float,
    bowl_as_row,
    by_autograd,
    cube,
    exact,
    expect_outcomes,
    numbers,
    outcomes,
    ripples,
    valley,
    visited,
    wave,
    with_arguments,
)

from grader import BEYOND, expect_close, expect_that, task


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
    # (9/4)^3 is 729/64, (129/64)^3 is 2146689/262144, (1025/512)^3 is 1076890625/134217728.
    right = {
        "forward": [217 / 16, 49537 / 4096, 3148801 / 262144],
        "central": [193 / 16, 49153 / 4096, 3145729 / 262144],
    }
    for method, slopes in right.items():
        steps = (1 / 4, 1 / 64, 1 / 512)
        got = [student.numerical_derivative(cube, 2.0, h, method) for h in steps]

        expect_close(numbers(got), exact(slopes), axes="h", name=f"the {method} slopes")


@task("numerical_derivative")
def test_derivative_default(student, rng):
    """takes a central difference where no method is named"""
    places = [rng.uniform(-1, 0), rng.uniform(0, 1), rng.uniform(1.8, 2.8)]

    got = [student.numerical_derivative(wave, place) for place in places]

    [right] = by_autograd(lambda x: ((2 * x).sin() + x * x / 2).sum(), exact(places))
    expect_close(numbers(got), right, rtol=1e-8, name="three slopes")
    wide = [student.numerical_derivative(cube, 1.0, h=0.5), student.numerical_derivative(cube, 2.0)]
    expect_close(numbers(wide), exact([3.25, 12.0]), name="the slopes of x^3 at 1 and 2")
    # The central difference of x^3 at 0 is h^2.
    at_0 = [student.numerical_derivative(cube, 0.0), student.numerical_derivative(cube, 0.0, 1e-3)]
    expect_close(numbers(at_0), exact([1e-10, 1e-6]), name="the slopes of x^3 at 0")


@task("numerical_derivative")
def test_derivative_frugal(student, rng):
    """calls the function no more than twice, left of 0 and right of it"""
    h, xs = rng.uniform(0.2, 0.4), [rng.uniform(1, 2), -rng.uniform(1, 2)]
    for x, method in product(xs, ("forward", "central")):
        low = x if method == "forward" else x - h
        got = student.run(visited, cube, x, h, method)

        # Between u and v, x^3 rises by u^2 + uv + v^2 for each 1.
        right = (x + h) ** 2 + (x + h) * low + low**2
        expect_close(numbers([got["slope"], x]), exact([right, x]), name=f"({method} slope, x)")
        places = got["places"]
        expect_that(
            1 <= len(places) <= 2,
            name=f"how often the function is called for a {method} difference",
            yours=f"{len(places)} times",
            expected="once or twice",
            values=places,
        )


@task("numerical_derivative", part=BEYOND)
def test_derivative_unknown_method(student, rng):
    """raises ValueError for another method"""
    methods = rng.sample(["middle", "backward", "Central", "front", "central", "forward"], 6)
    places = [rng.uniform(1, 2) for _ in methods]
    calls = [(cube, x, 1e-5, method) for x, method in zip(places, methods, strict=True)]

    got = student.run(outcomes, "numerical_derivative", "ValueError", calls)

    slopes = by_autograd(lambda x: cube(x).sum(), exact(places))[0].tolist()
    right = [
        slope if method in ("forward", "central") else "ValueError"
        for slope, method in zip(slopes, methods, strict=True)
    ]
    expect_outcomes(got, right, [f"method {method!r}" for method in methods], rtol=1e-4)


@task("numerical_gradient")
def test_gradient_by_hand(student):
    """gives 37.25 and 20 for p0^3 + p0 p1^2 at (2, 5) with h = 0.5"""
    # In p0: 3 * 4 + 0.25 + 25; in p1: 2 * 2 * 5.
    params = torch.tensor([2.0, 5.0], dtype=torch.float64)

    got = student.numerical_gradient(valley, params, 0.5)

    expect_close(got, exact([37.25, 20.0]), axes="n")
    # At (0, 0) the difference of p0^3 is h^2, and h is 1e-5 where it is not given.
    got = student.numerical_gradient(valley, torch.zeros(2, dtype=torch.float64))
    expect_close(got, exact([1e-10, 0.0]), axes="n", name="the gradient at 0, 0")


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
def test_gradient_of_any_number(student, gen):
    """takes functions that give a float, and a tensor of shape (1,)"""
    params = 1 + torch.rand(4, generator=gen, dtype=torch.float64)

    got = [student.numerical_gradient(f, params) for f in (bowl_as_float, bowl_as_row)]

    [right] = by_autograd(bowl, params)
    for grad, kind in zip(got, ("a float", "a tensor of shape (1,)"), strict=True):
        expect_close(grad, right, axes="n", rtol=RTOL_DIFFERENCES, name=f"for {kind}, the gradient")


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

    got = student.run(with_arguments, "numerical_gradient", [params], [ripples], [1e-4])

    right = by_autograd(ripples, params)[0]
    expect_close(got["result"], right, axes="n", rtol=1e-5, name="the gradient")
    expect_close(got["tensors"][0], params, axes="n", name="params after the call")


@task("numerical_gradient", part=BEYOND)
def test_gradient_whole_numbers(student, gen, rng):
    """raises TypeError for params of whole numbers"""
    whole = torch.randint(-9, 9, (4, 6), generator=gen)
    kinds = rng.sample([torch.int64, torch.int32, torch.float32, torch.float64], 4)
    given = [row.to(kind) for row, kind in zip(whole, kinds, strict=True)]

    got = student.run(outcomes, "numerical_gradient", "TypeError", [(bowl, p) for p in given])

    right = [
        by_autograd(bowl, params)[0] if params.is_floating_point() else "TypeError"
        for params in given
    ]
    names = [f"params of {kind}".replace("torch.", "") for kind in kinds]
    expect_outcomes(got, right, names, rtol=1e-5)
