"""Hidden checks for nets.py."""

import pytest
import torch
from exercises.tabular_from_scratch.net_cases import (
    a_net,
    expect_draws,
    expect_kind,
    made,
    right_preds,
    with_arguments,
)

from grader import expect_close, task


@task("init_two_layer", category="other sizes")
@pytest.mark.parametrize(("k", "h"), [(3, 20), (7, 1), (1, 4)])
def test_init_two_layer_draws(student, rng, k, h):
    """draws the right numbers for other sizes"""
    seed = rng.randrange(10**6)

    got = student.run(made, "init_two_layer", seed, k, h)

    g = torch.Generator().manual_seed(seed)
    l1 = (torch.rand(k, h, generator=g) - 0.5) / h
    l2 = torch.rand(h, 1, generator=g) - 0.3
    expect_draws(got, [l1, l2, torch.rand((), generator=g)], "init_two_layer")


@task("init_two_layer", category="rules", tolerance_reason="every answer is yes")
def test_init_two_layer_kind(student, rng):
    """gives leaves that require gradients, by the given generator alone"""
    expect_kind(
        student.run(made, "init_two_layer", rng.randrange(10**6), 6, 5), 3, "init_two_layer"
    )


@task("init_two_layer", category="other sizes")
@pytest.mark.parametrize(("n", "k", "h"), [(6, 5, 1), (1, 4, 3), (15, 2, 9)])
def test_preds_two_layer_values(student, gen, n, k, h):
    """agrees with torch's own layers for other sizes"""
    (l1, l2), (_const, const) = a_net(gen, [k, h, 1])
    l1, l2 = l1.requires_grad_(), l2.requires_grad_()
    X = torch.randn(n, k, generator=gen)

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

    got = student.run(made, "init_deep", seed, sizes)

    g = torch.Generator().manual_seed(seed)
    shapes = [(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)]
    layers = [4 * (torch.rand(shape, generator=g) - 0.3) / shape[1] for shape in shapes]
    consts = [0.1 * (torch.rand((), generator=g) - 0.5) for _shape in shapes]
    expect_draws(got, [*layers, *consts], "init_deep")


@task("init_deep", category="rules", tolerance_reason="every answer is yes")
def test_init_deep_kind(student, rng):
    """gives leaves that require gradients, by the given generator alone"""
    expect_kind(student.run(made, "init_deep", rng.randrange(10**6), [3, 5, 1]), 4, "init_deep")


@task("init_deep", category="other sizes")
@pytest.mark.parametrize(("n", "sizes"), [(5, [12, 1]), (1, [3, 7, 1]), (11, [2, 5, 4, 6, 3, 1])])
def test_preds_deep_values(student, gen, n, sizes):
    """agrees with torch's own layers; two sizes are a logistic model"""
    layers, consts = a_net(gen, sizes)
    X = torch.randn(n, sizes[0], generator=gen)

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
