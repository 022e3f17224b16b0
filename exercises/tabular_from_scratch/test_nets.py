"""Visible checks for nets.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.tabular_from_scratch.net_cases import (
    a_net,
    deep_draws,
    expect_draws,
    expect_net_gradients,
    expect_parameters,
    net_gradients,
    right_preds,
    straddling,
    two_layer_draws,
    with_arguments,
)

from grader import expect_close, task

NAMES = ("l1", "l2", "const", "X")


@task("init_two_layer")
@pytest.mark.parametrize("sizes", [(12,), (5, 3)])
def test_init_two_layer_draws(student, rng, sizes):
    """draws l1, l2 and const as the docstring says"""
    seed = rng.randrange(10**6)

    got = student.init_two_layer(*sizes, generator=torch.Generator().manual_seed(seed))

    expect_draws(got, two_layer_draws(seed, *(*sizes, 20)[:2]), "init_two_layer")


@task("init_two_layer")
def test_init_two_layer_kind(student, gen, rng):
    """gives leaves that require gradients, by the given generator alone"""

    def right(seed):
        return two_layer_draws(seed, 4, 3)

    expect_parameters(student, gen, rng, "init_two_layer", [4, 3], right)


@task("init_two_layer")
@pytest.mark.parametrize(("n", "k", "h"), [(9, 4, 6), (1, 3, 2)])
def test_preds_two_layer_values(student, gen, n, k, h):
    """agrees with torch's own layers with the same weights"""
    (l1, l2), (_const, const) = a_net(gen, [k, h, 1])
    X = torch.randn(n, k, generator=gen)
    _, const = straddling([l1, l2], [torch.tensor(0.0), const], X)

    got = student.preds_two_layer((l1, l2, const), X)

    right = right_preds([l1, l2], [torch.tensor(0.0), const], X)
    expect_close(got, right, axes="n 1")


@task("init_two_layer")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_preds_two_layer_arguments_stay(student, gen, dtype):
    """keeps float32 and float64, and leaves the parameters and X as they are"""
    (l1, l2), (_const, const) = a_net(gen, [5, 4, 1], dtype)
    X = torch.randn(7, 5, generator=gen, dtype=dtype)

    got = student.run(with_arguments, "preds_two_layer", (l1, l2, const), X)

    right = right_preds([l1, l2], [torch.tensor(0.0), const], X)
    expect_close(got["result"], right, axes="n 1", name="the predictions")
    after = [*got["arguments"][0], got["arguments"][1]]
    for value, now, name in zip((l1, l2, const, X), after, NAMES, strict=True):
        expect_close(now, value, name=f"{name} after the call")


@task("init_two_layer")
def test_preds_two_layer_gradients(student, gen):
    """can be followed back to l1, l2 and const by autograd"""
    (l1, l2), (_const, const) = a_net(gen, [4, 3, 1], torch.float64)
    X, push = (torch.randn(6, k, generator=gen, dtype=torch.float64) for k in (4, 1))

    got = student.run(net_gradients, "preds_two_layer", (l1, l2, const), False, X, push)

    expect_net_gradients(got, [l1, l2], [torch.tensor(0.0), const], X, push, of=[1])


@task("init_deep")
@pytest.mark.parametrize("sizes", [[12, 10, 10, 1], [6, 4, 1], [3, 1]])
def test_init_deep_draws(student, rng, sizes):
    """draws all layers, then all constants, as the docstring says"""
    seed = rng.randrange(10**6)

    got = student.init_deep(sizes, generator=torch.Generator().manual_seed(seed))

    expect_draws(got, deep_draws(seed, sizes), "init_deep")


@task("init_deep")
def test_init_deep_kind(student, gen, rng):
    """gives leaves that require gradients, by the given generator alone"""

    def right(seed):
        return deep_draws(seed, [4, 3, 1])

    expect_parameters(student, gen, rng, "init_deep", [[4, 3, 1]], right)


@task("init_deep")
@pytest.mark.parametrize("sizes", [[4, 6, 5, 1], [3, 1], [5, 2, 3, 4, 1]])
def test_preds_deep_values(student, gen, sizes):
    """agrees with torch's own layers with the same weights"""
    layers, consts = a_net(gen, sizes)
    X = torch.randn(8, sizes[0], generator=gen)
    consts = straddling(layers, consts, X)

    got = student.preds_deep((layers, consts), X)

    expect_close(got, right_preds(layers, consts, X), axes="n 1")


@task("init_deep")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_preds_deep_arguments_stay(student, gen, dtype):
    """keeps float32 and float64, and leaves all arguments as they are"""
    layers, consts = a_net(gen, [4, 3, 2, 1], dtype)
    X = torch.randn(1, 4, generator=gen, dtype=dtype)

    got = student.run(with_arguments, "preds_deep", (layers, consts), X)

    expect_close(got["result"], right_preds(layers, consts, X), axes="n 1", name="the predictions")
    for i in range(3):
        name = f"layers[{i}] after the call"
        expect_close(got["arguments"][0][0][i], layers[i], axes="k h", name=name)
        expect_close(got["arguments"][0][1][i], consts[i], name=f"consts[{i}] after the call")
    expect_close(got["arguments"][1], X, axes="n k", name="X after the call")


@task("init_deep")
def test_preds_deep_gradients(student, gen):
    """can be followed back to all layers and constants by autograd"""
    layers, consts = a_net(gen, [3, 5, 2, 1], torch.float64)
    X, push = (torch.randn(7, k, generator=gen, dtype=torch.float64) for k in (3, 1))

    got = student.run(net_gradients, "preds_deep", (layers, consts), True, X, push)

    expect_net_gradients(got, layers, consts, X, push, of=[0, 1, 2])
