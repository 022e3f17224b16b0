"""Visible checks for linear_model.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.cases import (
    expect_draws,
    expect_gradients,
    expect_not_nan,
    expect_parameter,
    keeping,
    linear_inputs,
    new_params,
    right_linear,
    with_gradients,
)

from grader import expect_close, task


@task("init_params")
@pytest.mark.parametrize(
    ("size", "options"), [((12, 2), {}), (5, {"std": 0.1}), ((3, 4), {"std": 4.0})]
)
def test_init_params_values(student, gen, size, options):
    """gives std times the numbers that randn draws from the generator"""
    got = student.init_params(size, **options, generator=gen)

    shape = (size,) if isinstance(size, int) else size
    right = torch.normal(0.0, options.get("std", 1.0), shape, generator=gen)
    expect_close(got, right, name="the weights")


@task("init_params")
@pytest.mark.parametrize("std", [1.0, 0.3])
def test_init_params_leaf(student, gen, rng, std):
    """gives a leaf that asks for gradients"""
    push, seed = torch.randn(4, 3, generator=gen), rng.randrange(10**6)

    got = student.run(new_params, (4, 3), {"std": std, "generator": gen}, push, seed)

    expect_parameter(got, push)


@task("init_params")
def test_init_params_chance(student, rng):
    """takes its chance from the generator, or else from torch's own"""
    expect_draws(student, (7, 2), rng)


@task("linear1")
@pytest.mark.parametrize(("n", "k"), [(5, 784), (3, 8), (1, 6)])
def test_linear1(student, gen, n, k):
    """gives the output and the gradients of a linear layer"""
    xb, w, b, dy = linear_inputs(gen, n, k)

    y, gradients = right_linear(xb, w, b, dy)
    expect_close(student.linear1(xb, w, b), y.float(), axes="n one", name="the output")
    got = student.run(with_gradients, "linear1", xb, [w, b], dy)
    expect_gradients(got, gradients, ["w", "b"])


@task("sigmoid")
@pytest.mark.parametrize("shape", [(7,), (4, 1), (2, 3, 5)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_sigmoid_values(student, gen, shape, dtype):
    """agrees with torch on any shape, and leaves x as it was"""
    x = 3 * torch.randn(shape, generator=gen, dtype=dtype)

    got = student.run(keeping, "sigmoid", [x])

    expect_close(got["got"], torch.sigmoid(x.double()).to(dtype), name="sigmoid")
    expect_close(got["argument"], x, name="x afterwards")


@task("sigmoid")
def test_sigmoid_far_out(student):
    """is 0 at -1000, 1/2 at 0 and 1 at 1000"""
    x = [-1000.0, -90.0, 0.0, 1.0, 90.0, 1000.0]

    got = student.sigmoid(torch.tensor(x))

    expect_not_nan(got, torch.tensor([0.0, 0.0, 0.5, 0.7310586, 1.0, 1.0]), x, "n")
