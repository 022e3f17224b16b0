"""Visible checks for derivatives.py. Grading uses its own copy of this file."""

import math

from exercises.micrograd.cases import EXACT, RTOL, slopes

from grader import expect_numbers, observe, task

ABC = ("df/da", "df/db", "df/dc")


def f(a, b, c):
    """The function of gradf."""
    return -(a**3) + math.sin(3 * b) - 1 / c + b**2.5 - a**0.5


@observe
def k(a, b, c):
    """a**3 + b*b - 1/c"""
    return a**3 + b * b - 1 / c


@observe
def g(x, y):
    """A function of two numbers."""
    return x * x * y + 3 * y


@task("gradf")
def test_formulas_at_one_place(student):
    """gives the three slopes of f at (2, 3, 4)"""
    got = student.gradf(2.0, 3.0, 4.0)

    expected = [-12.353553390593273, 10.25699027111255, 0.0625]
    expect_numbers(got, expected, names=ABC, rtol=EXACT)


@task("gradf")
def test_formulas_elsewhere(student, rng):
    """gives slopes that agree with differences at random places"""
    for sign in (1, -1):
        place = [rng.uniform(0.5, 3), rng.uniform(0.5, 3), sign * rng.uniform(0.5, 3)]

        expect_numbers(student.gradf(*place), slopes(f, place), names=ABC, rtol=RTOL)


@task("gradf")
def test_forward_by_hand(student):
    """grad_forward gives 20.5 and 7 for x*x*y + 3*y at (2, 5) with h = 0.1"""
    # Up in x: (2.1**2 * 5 - 20) / 0.1 = 20.5; in y: (4 + 3) = 7.
    got = student.grad_forward(g, [2.0, 5.0], 0.1)

    expect_numbers(got, [20.5, 7.0], names=("x", "y"))


@task("gradf")
def test_symmetric_by_hand(student):
    """grad_symmetric gives 20 and 7 for x*x*y + 3*y at (2, 5) with h = 0.1"""
    # (2.1**2 - 1.9**2) * 5 / 0.2 = 20, the true slope: errors up and down cancel for a square.
    got = student.grad_symmetric(g, [2.0, 5.0], 0.1)

    expect_numbers(got, [20.0, 7.0], names=("x", "y"))
    at_0 = student.grad_symmetric(g, [0.0, 5.0], 0.1)
    expect_numbers(at_0, [0.0, 3.0], names=("x", "y"), name="the slopes at (0, 5)")


@task("gradf")
def test_small_step(student, rng):
    """both are off by what h makes of them for a**3 + b*b - 1/c"""
    a, b, c = place = [rng.uniform(1, 3), -rng.uniform(1, 3), rng.uniform(1, 3)]
    for h in (0.1, 1e-3):
        # (a+h)**3 is a**3 + 3*a*a*h + 3*a*h*h + h**3, and 1/c - 1/(c+h) is h / (c * (c+h)).
        forward = [3 * a * a + 3 * a * h + h * h, 2 * b + h, 1 / (c * (c + h))]
        symmetric = [3 * a * a + h * h, 2 * b, 1 / (c * c - h * h)]
        for name, expected in (("grad_forward", forward), ("grad_symmetric", symmetric)):
            got = student.call(name, k, place, h)
            expect_numbers(got, expected, names=ABC, name=f"{name} with h = {h}")
