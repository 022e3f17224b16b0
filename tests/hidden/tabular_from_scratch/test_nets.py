"""Hidden checks for nets.py."""

import pytest
import torch
from exercises.tabular_from_scratch.net_cases import (
    a_net,
    deep_draws,
    expect_draws,
    expect_parameters,
    right_preds,
    straddling,
    two_layer_draws,
    with_arguments,
)

from grader import expect_close, task


@task("init_two_layer", category="other sizes")
@pytest.mark.parametrize(("k", "h"), [(3, 20), (7, 1), (1, 4)])
def test_init_two_layer_draws(student, rng, k, h):
    """draws the right numbers for other sizes"""
    seed = rng.randrange(10**6)

    got = student.init_two_layer(k, h, generator=torch.Generator().manual_seed(seed))

    expect_draws(got, two_layer_draws(seed, k, h), "init_two_layer")


@task("init_two_layer", category="rules")
def test_init_two_layer_kind(student, gen, rng):
    """gives leaves that require gradients, by the given generator alone"""

    def right(seed):
        return two_layer_draws(seed, 6, 5)

    expect_parameters(student, gen, rng, "init_two_layer", [6, 5], right)


@task("init_two_layer", category="other sizes")
@pytest.mark.parametrize(("n", "k", "h"), [(6, 5, 1), (1, 4, 3), (15, 2, 9)])
def test_preds_two_layer_values(student, gen, n, k, h):
    """agrees with torch's own layers for other sizes"""
    (l1, l2), (_const, const) = a_net(gen, [k, h, 1])
    X = torch.randn(n, k, generator=gen)
    _, const = straddling([l1, l2], [torch.tensor(0.0), const], X)
    l1, l2 = l1.requires_grad_(), l2.requires_grad_()

    got = student.preds_two_layer((l1, l2, const), X)

    expect_close(got, right_preds([l1, l2], [torch.tensor(0.0), const], X), axes="n 1")


@task("init_two_layer", category="in-place safety")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_preds_two_layer_arguments_stay(student, gen, dtype):
    """leaves everything as it is, a matrix of another layout too"""
    (l1, l2), (_const, const) = a_net(gen, [3, 8, 1], dtype)
    X = torch.randn(3, 6, generator=gen, dtype=dtype).T

    got = student.run(with_arguments, "preds_two_layer", (l1, l2, const), X)

    right = right_preds([l1, l2], [torch.tensor(0.0), const], X)
    expect_close(got["result"], right, axes="n 1", name="the predictions")
    expect_close(got["arguments"][1], X, axes="n k", name="X after the call")


@task("init_deep", category="other sizes")
@pytest.mark.parametrize("sizes", [[5, 7, 2, 3, 1], [12, 1], [2, 6, 1]])
def test_init_deep_draws(student, rng, sizes):
    """draws the right numbers for other sizes"""
    seed = rng.randrange(10**6)

    got = student.init_deep(sizes, generator=torch.Generator().manual_seed(seed))

    expect_draws(got, deep_draws(seed, sizes), "init_deep")


@task("init_deep", category="rules")
def test_init_deep_kind(student, gen, rng):
    """gives leaves that require gradients, by the given generator alone"""

    def right(seed):
        return deep_draws(seed, [3, 5, 1])

    expect_parameters(student, gen, rng, "init_deep", [[3, 5, 1]], right)


@task("init_deep", category="other sizes")
@pytest.mark.parametrize(("n", "sizes"), [(5, [12, 1]), (1, [3, 7, 1]), (11, [2, 5, 4, 6, 3, 1])])
def test_preds_deep_values(student, gen, n, sizes):
    """agrees with torch's own layers; two sizes are a logistic model"""
    layers, consts = a_net(gen, sizes)
    X = torch.randn(n, sizes[0], generator=gen)
    consts = straddling(layers, consts, X)

    got = student.preds_deep((layers, consts), X)

    expect_close(got, right_preds(layers, consts, X), axes="n 1")


@task("init_deep", category="in-place safety")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_preds_deep_arguments_stay(student, gen, dtype):
    """leaves everything as it is"""
    layers, consts = a_net(gen, [5, 2, 4, 1], dtype)
    X = torch.randn(5, 3, generator=gen, dtype=dtype).T

    got = student.run(with_arguments, "preds_deep", (layers, consts), X)

    right = right_preds(layers, consts, X)
    expect_close(got["result"], right, axes="n 1", name="the predictions")
    expect_close(got["arguments"][1], X, axes="n k", name="X after the call")
