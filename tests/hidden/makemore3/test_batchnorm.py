"""Hidden checks for batchnorm.py: other sizes, edge values, other layouts."""

import pytest
import torch
from exercises.makemore3.cases import (
    RTOL,
    accepted,
    each_or_error,
    factors,
    keeping,
    kind,
    mixed,
    normalised,
    numbers,
    parts,
    spread,
)
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_equal, task


def expect_normalised(got: object, x: Tensor, gamma: Tensor, beta: Tensor, eps: float) -> None:
    """y, mean and var are those of x, with n - 1."""
    got = parts(got, 3)
    y, mean, var = normalised(x.double(), gamma.double(), beta.double(), eps)
    largest = float(x.abs().max())
    expect_close(got[1], mean.to(x.dtype)[None], axes="1 d", scale=largest, name="mean")
    expect_close(got[2], var.to(x.dtype)[None], axes="1 d", scale=largest**2 / 10, name="var")
    expect_close(got[0], y.to(x.dtype), axes="n d", name="y")


@task(
    "batchnorm_forward",
    category="other sizes",
    tolerance_reason="the tolerance has the scale of the terms that cancel in x - mean",
)
@pytest.mark.parametrize(("n", "d", "eps"), [(4, 11, 1e-5), (50, 3, 0.1), (13, 6, 2.0)])
def test_batches(student, gen, n, d, eps):
    """agrees with torch on other batches"""
    x, (gamma, beta) = spread(n, d, gen), factors(d, gen)

    got = student.batchnorm_forward(x, gamma[None], beta[None], eps)

    expect_normalised(got, x, gamma, beta, eps)


@task("batchnorm_forward", category="edge values")
def test_two_rows_and_one_unit(student, gen):
    """is right for two rows, and for a single unit"""
    for n, d in ((2, 6), (7, 1)):
        x, (gamma, beta) = spread(n, d, gen), factors(d, gen)

        got = student.batchnorm_forward(x, gamma[None], beta[None])

        expect_normalised(got, x, gamma, beta, 1e-5)


@task("batchnorm_forward", category="edge values")
def test_equal_values(student, gen):
    """gives beta for units whose values are all equal, with a variance of 0"""
    x, (gamma, beta) = spread(6, 4, gen), factors(4, gen)
    x[:, 0], x[:, 2] = 0.0, -1.0

    y, _mean, var = parts(student.batchnorm_forward(x, gamma[None], beta[None]), 3)
    expect_equal(kind(y), "a tensor of shape (6, 4)", name="y")

    expect_close(y[:, ::2], beta[::2].expand(6, 2), axes="n d", name="y of the units")
    right = x.double().var(0, keepdim=True).float()
    expect_close(var, right, axes="1 d", name="var")


@task("batchnorm_forward", category="in-place safety")
def test_nothing_changes(student, gen):
    """changes nothing that went in, in float64"""
    x, (gamma, beta) = spread(5, 7, gen, torch.float64), factors(7, gen)
    gamma, beta = gamma.double(), beta.double()

    got = student.run(keeping, "batchnorm_forward", (x, gamma[None], beta[None]))

    expect_normalised(got["got"], x, gamma, beta, 1e-5)
    for now, then in zip(got["arguments"], (x, gamma[None], beta[None]), strict=True):
        expect_close(now, then, name="what went in, afterwards")


@task("batchnorm_forward", category="memory layout")
def test_other_layout(student, gen):
    """is right for a batch that is not contiguous"""
    x, (gamma, beta) = spread(9, 5, gen), factors(5, gen)

    got = student.batchnorm_forward(x.T.contiguous().T, gamma[None], beta[None])

    expect_normalised(got, x, gamma, beta, 1e-5)


@task("batchnorm_forward", category="edge values")
def test_one_row(student, gen):
    """raises ValueError for a single row of any width"""
    xs = [torch.randn(1, d, generator=gen) for d in (1, 6)]
    xs = mixed([*xs, spread(2, 6, gen), spread(5, 7, gen)], gen)
    bounds = [factors(x.shape[1], gen) for x in xs]

    calls = [(x, g[None], b[None]) for x, (g, b) in zip(xs, bounds, strict=True)]
    got = student.run(each_or_error, "batchnorm_forward", calls)

    names = [f"batchnorm_forward for a batch of {len(x)}" for x in xs]
    results = accepted(got, names, [len(x) == 1 for x in xs])
    pairs = [(x, *pair) for x, pair in zip(xs, bounds, strict=True) if len(x) > 1]
    for (x, gamma, beta), result in zip(pairs, results, strict=True):
        expect_normalised(result, x, gamma, beta, 1e-5)


@task("batchnorm_equation_terms", category="other sizes")
@pytest.mark.parametrize("n", [2, 3, 17])
def test_terms(student, gen, n):
    """agrees with torch for other numbers"""
    x = spread(n, 1, gen, torch.float64)
    gamma, beta, eps = -1.75, 0.25, 0.125
    options = {"beta": beta, "eps": eps}

    got = student.batchnorm_equation_terms(x.flatten().tolist(), gamma, **options)

    one = torch.ones(1, dtype=torch.float64)
    xhat, mean, var = normalised(x, one, 0 * one, eps)
    expect_equal(kind(got), "a dict", name="what is returned")
    names = sorted(str(key) for key in got)
    expect_equal(names, ["mu", "sigma2", "xhat", "y"], name="the keys of the dict")
    pair = numbers([got["mu"], got["sigma2"]], 2, "mu and sigma2")
    scale = float(x.abs().max())
    expect_close(pair, torch.stack([mean[0], var[0]]), scale=scale, rtol=RTOL, name="mu, sigma2")
    right = {"xhat": xhat.flatten(), "y": gamma * xhat.flatten() + beta}
    for key, values in right.items():
        row = got[key].tolist() if isinstance(got[key], Tensor) else got[key]
        expect_close(numbers(row, n, key), values, rtol=RTOL, name=key)


@task("fold_batchnorm", category="other sizes")
@pytest.mark.parametrize(
    ("i", "o", "eps", "bias"),
    [(12, 5, 1e-5, True), (1, 9, 0.05, True), (6, 1, 1e-3, True), (8, 8, 0.5, False)],
)
def test_same_answers(student, gen, i, o, eps, bias):
    """does in one layer what two layers do, for other sizes"""
    W = torch.randn(i, o, generator=gen)
    b, mean = torch.randn(2, o, generator=gen)
    var = 0.05 + 3 * torch.rand(o, generator=gen)
    gamma, beta = factors(o, gen)
    x = torch.randn(11, i, generator=gen)
    arguments = (W, b if bias else None, gamma, beta, mean, var, eps)

    got = student.run(keeping, "fold_batchnorm", arguments)

    h = x.double() @ W.double() + (b.double() if bias else 0)
    right = F.batch_norm(h, *(t.double() for t in (mean, var, gamma, beta)), eps=eps)
    W2, b2 = parts(got["got"], 2)
    expect_equal([kind(W2), kind(b2)], [kind(W), kind(b)], name="W2 and b2")
    scale = float(W2.abs().max()) * float(x.abs().max()) + 1
    expect_close(x @ W2 + b2, right.float(), axes="n o", scale=scale, name="x @ W2 + b2")
    now, then = got["arguments"], arguments
    for k in (0, *([1] if bias else []), 2, 3, 4, 5):
        expect_close(now[k], then[k], name="what went in, afterwards")


@task("fold_batchnorm", category="edge values")
def test_unit_without_variance(student, gen):
    """is finite and right for units with a variance of 0"""
    W, (gamma, beta) = torch.randn(3, 4, generator=gen), factors(4, gen)
    mean, var = torch.randn(4, generator=gen), torch.tensor([0.0, 1.0, 0.0, 0.25])
    b = torch.randn(4, generator=gen)

    W2, b2 = parts(student.fold_batchnorm(W, b, gamma, beta, mean, var), 2)

    expect_equal([kind(W2), kind(b2)], [kind(W), kind(b)], name="W2 and b2")
    h = torch.eye(3).double() @ W.double() + b.double()
    right = F.batch_norm(h, *(t.double() for t in (mean, var, gamma, beta)))
    scale = float(right.abs().max())
    # Each entry of these rows is a weight plus the bias.
    expect_close(W2 + b2, right.float(), axes="i o", scale=scale, name="W2 + b2")
