"""Visible checks for linear_model.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.cases import (
    DRAWN,
    EQUAL,
    draws,
    expect_gradients,
    expect_not_nan,
    expect_yes,
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
    got = student.run(new_params, size, options | {"generator": gen})

    right = torch.randn(size, generator=gen) * options.get("std", 1.0)
    expect_close(got["values"], right, name="the weights")


@task("init_params", tolerance_reason=EQUAL)
@pytest.mark.parametrize("std", [1.0, 0.3])
def test_init_params_leaf(student, gen, std):
    """gives a leaf that asks for gradients"""
    got = student.run(new_params, (4, 3), {"std": std, "generator": gen})

    expect_yes(got["flags"], ["is_leaf", "requires_grad"])


@task("init_params", tolerance_reason=EQUAL)
def test_init_params_chance(student):
    """takes its chance from the generator, or else from torch's own"""
    got = student.run(draws, (7, 2))

    expect_yes(got, DRAWN)


@task("linear1", tolerance_reason=EQUAL)
@pytest.mark.parametrize(("n", "k"), [(5, 784), (3, 8), (1, 6)])
def test_linear1(student, gen, n, k):
    """gives the output and the gradients of a linear layer"""
    xb, w, b, dy = linear_inputs(gen, n, k)

    got = student.run(with_gradients, "linear1", xb, [w, b], dy)

    y, gradients = right_linear(xb, w, b, dy)
    expect_close(got["out"], y.float(), axes="n one", name="the output")
    expect_gradients(got, gradients, ["w", "b"])


@task("sigmoid")
@pytest.mark.parametrize("shape", [(7,), (4, 1), (2, 3, 5)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_sigmoid_values(student, gen, shape, dtype):
    """agrees with torch on any shape, and leaves x as it was"""
    x = 3 * torch.randn(shape, generator=gen, dtype=dtype)

    got = student.run(keeping, "sigmoid", [x])

    right = 1 / (1 + (-x.double()).exp())
    expect_close(got["got"], right.to(dtype), name="sigmoid")
    expect_close(got["argument"], x, name="x afterwards")


@task("sigmoid")
def test_sigmoid_far_out(student):
    """is 0 at -1000 and 1 at 1000"""
    x = [-1000.0, -90.0, 1.0, 90.0, 1000.0]

    got = student.sigmoid(torch.tensor(x))

    expect_not_nan(got, torch.tensor([0.0, 0.0, 0.7310586, 1.0, 1.0]), x, "n")
