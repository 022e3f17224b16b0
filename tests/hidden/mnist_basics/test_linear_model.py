"""Hidden checks for linear_model.py."""

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


@task("init_params", category="other sizes")
@pytest.mark.parametrize(("size", "std"), [((28 * 28, 1), 1.0), (1, 3.0), ((2, 3, 4), 0.01)])
def test_init_params_values(student, gen, size, std):
    """gives std times normal numbers for other shapes"""
    got = student.init_params(size, std, generator=gen)

    expect_close(got, torch.randn(size, generator=gen) * std, name="the weights")


@task("init_params", category="rules")
@pytest.mark.parametrize("options", [{}, {"std": 1.0}, {"std": 0.5}], ids=["none", "1", "half"])
def test_init_params_leaf(student, gen, rng, options):
    """gives a leaf that asks for gradients, without a generator too"""
    push = torch.randn(9, generator=gen)

    got = student.run(new_params, 9, options, push, rng.randrange(10**6))

    expect_parameter(got, push)


@task("init_params", category="rules")
def test_init_params_chance(student, rng):
    """takes its chance from the generator, or else from torch's own"""
    expect_draws(student, 12, rng)


@task("linear1", category="other sizes")
@pytest.mark.parametrize(("n", "k"), [(1, 150), (12, 5), (2, 1), (64, 30)])
def test_linear1(student, gen, n, k):
    """gives the output and the gradients for other sizes"""
    xb, w, b, dy = linear_inputs(gen, n, k)

    y, gradients = right_linear(xb, w, b, dy)
    expect_close(student.linear1(xb, w, b), y.float(), axes="n one", name="the output")
    got = student.run(with_gradients, "linear1", xb, [w, b], dy)
    expect_gradients(got, gradients, ["w", "b"])


@task("sigmoid", category="other sizes")
@pytest.mark.parametrize("shape", [(1,), (3, 7), (2, 1, 4, 3), ()])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_sigmoid_values(student, gen, shape, dtype):
    """agrees with torch on other shapes, and leaves x as it was"""
    x = 0.5 + 5 * torch.rand(shape, generator=gen, dtype=dtype)
    x = torch.where(torch.rand(shape, generator=gen) < 0.5, -x, x)

    got = student.run(keeping, "sigmoid", [x])

    right = torch.sigmoid(x.double()).to(dtype)
    expect_close(got["got"], right, scale=0.1, name="sigmoid")
    expect_close(got["argument"], x, name="x afterwards")


@task("sigmoid", category="edge values")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_sigmoid_far_out(student, dtype):
    """is 0 or 1, and never nan, far out, and 1/2 at 0"""
    x = torch.tensor([[-1e4, 800.0, 0.0], [710.0, -1000.0, 89.0]], dtype=dtype)

    got = student.sigmoid(x)

    right = torch.tensor([[0.0, 1.0, 0.5], [1.0, 0.0, 1.0]], dtype=dtype)
    expect_not_nan(got, right, x.flatten().tolist(), "a b")


@task("sigmoid", category="memory layout")
def test_sigmoid_of_a_view(student, gen):
    """takes numbers that lie in memory in another way"""
    x = torch.randn(5, 4, generator=gen).T[::2]

    got = student.sigmoid(x)

    expect_close(got, (1 / (1 + (-x.double()).exp())).float(), axes="a b")
