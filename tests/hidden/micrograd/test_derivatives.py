"""Hidden checks for derivatives.py: other places, other functions, more arguments."""

import torch
from exercises.micrograd.cases import EXACT

from grader import expect_numbers, observe, task


@task("gradf", category="other sizes")
def test_formulas(student, rng):
    """gives the slopes that autograd finds, at four places"""
    for sign in (1, 1, -1, -1):
        place = [rng.uniform(0.3, 4), rng.uniform(0.3, 4), sign * rng.uniform(0.3, 4)]
        a, b, c = (torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in place)
        f = -(a**3) + torch.sin(3 * b) - 1 / c + b**2.5 - a**0.5
        expected = [float(slope) for slope in torch.autograd.grad(f, (a, b, c))]

        got = student.gradf(*place)
        expect_numbers(got, expected, names=("df/da", "df/db", "df/dc"), rtol=EXACT)


@observe
def line(x):
    """A straight line."""
    return 4 * x - 1


@observe
def form(p, q, r, s):
    """A product of squares and lines, with one argument that has no effect."""
    return p * p * q - 2 * q * s * s


@task("gradf", category="other sizes")
def test_forward(student, rng):
    """grad_forward is off by what a square makes of h"""
    p, q, _r, s = place = [rng.uniform(1, 3) for _ in range(4)]
    for h in (0.5, 0.01):
        got = student.grad_forward(form, place, h)

        expected = [(2 * p + h) * q, p * p - 2 * s * s, 0.0, -2 * q * (2 * s + h)]
        expect_numbers(got, expected, name="grad_forward")
    expect_numbers(student.grad_forward(line, [p], 0.25), [4.0], name="grad_forward")


@task("gradf", category="other sizes")
def test_symmetric(student, rng):
    """grad_symmetric is exact for squares, whatever h is"""
    p, q, _r, s = place = [rng.uniform(1, 3) for _ in range(4)]
    for h in (0.5, 0.01):
        got = student.grad_symmetric(form, place, h)

        expected = [2 * p * q, p * p - 2 * s * s, 0.0, -4 * q * s]
        expect_numbers(got, expected, name="grad_symmetric")
    expect_numbers(student.grad_symmetric(line, [-q], 0.25), [4.0], name="grad_symmetric")
