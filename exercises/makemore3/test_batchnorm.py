"""Visible checks for batchnorm.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore3.cases import (
    EQUAL,
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


def expect_normalised(
    got: object, x: Tensor, gamma: Tensor, beta: Tensor, eps: float, scale: float | None = None
) -> None:
    """y, mean and var are those of x, with n - 1."""
    got = parts(got, 3)
    y, mean, var = normalised(x.double(), gamma.double(), beta.double(), eps)
    spread_ = float(x.abs().max())
    expect_close(got[1], mean.to(x.dtype)[None], axes="1 d", scale=spread_, name="mean")
    expect_close(got[2], var.to(x.dtype)[None], axes="1 d", scale=spread_**2 / 10, name="var")
    expect_close(got[0], y.to(x.dtype), axes="n d", scale=scale, name="y")


@task("batchnorm_forward")
@pytest.mark.parametrize(("n", "d"), [(8, 11), (3, 10), (2, 12), (32, 9), (9, 9)])
def test_batches(student, gen, n, d):
    """agrees with torch on a batch, but for n - 1 in the variance"""
    x, (gamma, beta) = spread(n, d, gen), factors(d, gen)

    got = student.batchnorm_forward(x, gamma[None], beta[None])

    expect_normalised(got, x, gamma, beta, 1e-5)


@task("batchnorm_forward")
def test_eps(student, gen):
    """adds eps to the variance, before the root"""
    x, (gamma, beta) = spread(6, 10, gen), factors(10, gen)

    got = student.batchnorm_forward(x, gamma[None], beta[None], eps=0.3)

    expect_normalised(got, x, gamma, beta, 0.3)


@task("batchnorm_forward", tolerance_reason=EQUAL)
def test_equal_values(student, gen):
    """gives beta for units whose values are all equal, 0 among them"""
    x, (gamma, beta) = spread(5, 9, gen), factors(9, gen)
    x[:, 1], x[:, 4] = 2.0, 0.0

    y = parts(student.batchnorm_forward(x, gamma[None], beta[None]), 3)[0]

    expect_equal(kind(y), "a tensor of shape (5, 9)", name="y")
    expect_close(y[:, 1:5:3], beta[1:5:3].expand(5, 2), axes="n d", name="y of the units")


@task("batchnorm_forward")
def test_float64(student, gen):
    """keeps float64, and leaves x as it was"""
    x, (gamma, beta) = spread(7, 9, gen, torch.float64), factors(9, gen)
    gamma, beta = gamma.double(), beta.double()

    got = student.run(keeping, "batchnorm_forward", (x, gamma[None], beta[None]))

    expect_normalised(got["got"], x, gamma, beta, 1e-5)
    expect_close(got["arguments"][0], x, axes="n d", name="x afterwards")


@task("batchnorm_forward")
def test_one_row(student, gen):
    """raises ValueError for a single row, and for no other batch"""
    counts, (gamma, beta) = mixed([1, 2, 3], gen), factors(9, gen)
    xs = [torch.ones(1, 9) if n == 1 else spread(n, 9, gen) for n in counts]

    got = student.run(
        each_or_error, "batchnorm_forward", [(x, gamma[None], beta[None]) for x in xs]
    )

    calls = [f"batchnorm_forward for a batch of {n}" for n in counts]
    results = accepted(got, calls, [n == 1 for n in counts])
    for x, result in zip([x for x in xs if len(x) > 1], results, strict=True):
        expect_normalised(result, x, gamma, beta, 1e-5)


def expect_terms(got: object, right: dict[str, list[float]], count: int) -> None:
    """The four terms, the first two as a pair."""
    expect_equal(kind(got), "a dict", name="what is returned")
    names = sorted(str(key) for key in got)
    expect_equal(names, sorted(["mu", "sigma2", "xhat", "y"]), name="the keys of the dict")
    pair = numbers([got["mu"], got["sigma2"]], 2, "mu and sigma2")
    table = {"mu and sigma2": pair}
    table |= {key: numbers(_row(got[key]), count, key) for key in ("xhat", "y")}
    for key, values in right.items():
        expect_close(table[key], torch.tensor(values, dtype=torch.float64), rtol=RTOL, name=key)


def _row(values: object) -> object:
    """A tensor of one axis as a list."""
    return values.tolist() if isinstance(values, Tensor) else values


@task("batchnorm_equation_terms")
def test_terms_by_hand(student):
    """gives the terms for 1, 2, 3, 4, 5 with gamma 2 and beta 1"""
    got = student.batchnorm_equation_terms([1.0, 2.0, 3.0, 4.0, 5.0], 2.0, beta=1.0)

    # sigma2 = (4 + 1 + 0 + 1 + 4) / 4, and 1 / sqrt(2.5) is 0.632456
    xhat = [-1.264911, -0.632456, 0.0, 0.632456, 1.264911]
    y = [-1.529822, -0.264911, 1.0, 2.264911, 3.529822]
    expect_terms(got, {"mu and sigma2": [3.0, 2.5], "xhat": xhat, "y": y}, 5)


@task("batchnorm_equation_terms")
def test_terms_with_eps(student):
    """adds eps to sigma2 under the root, and leaves sigma2 itself alone"""
    got = student.batchnorm_equation_terms([0.0, 6.0, 3.0], gamma=-3.0, beta=0.5, eps=7.0)

    # sigma2 = (9 + 9 + 0) / 2, and sqrt(9 + 7) is 4
    xhat, y = [-0.75, 0.75, 0.0], [2.75, -1.75, 0.5]
    expect_terms(got, {"mu and sigma2": [3.0, 9.0], "xhat": xhat, "y": y}, 3)


@task("batchnorm_equation_terms")
def test_terms_without_options(student):
    """takes gamma 1, beta 0 and eps 0 where they are not given"""
    got = student.batchnorm_equation_terms([-3.0, -2.5, 0.0, 3.5])

    # mean -0.5, sigma2 = (6.25 + 4 + 0.25 + 16) / 3
    xhat = [-0.841158, -0.672927, 0.168232, 1.345853]
    expect_terms(got, {"mu and sigma2": [-0.5, 8.833333], "xhat": xhat, "y": xhat}, 4)


def folded_case(
    gen: torch.Generator, i: int, o: int
) -> tuple[Tensor, Tensor, tuple[Tensor, ...], Tensor]:
    """W, b, (gamma, beta, mean, var), and a batch x."""
    W = torch.randn(i, o, generator=gen)
    b, mean = torch.randn(2, o, generator=gen)
    var = 0.05 + torch.rand(o, generator=gen)
    return W, b, (*factors(o, gen), mean, var), torch.randn(9, i, generator=gen)


def expect_folded(
    got: object, W: Tensor, b: Tensor | None, bn: tuple[Tensor, ...], x: Tensor, eps: float
) -> None:
    """x @ W2 + b2 is what linear layer and batch normalisation give in evaluation."""
    got = parts(got, 2)
    gamma, beta, mean, var = (t.double() for t in bn)

    def both(x: Tensor) -> Tensor:
        h = x @ W.double() + (0 if b is None else b.double())
        return F.batch_norm(h, mean, var, gamma, beta, eps=eps)

    zero = torch.zeros(1, W.shape[0], dtype=torch.float64)
    shift = both(zero)[0]
    # A linear map is known by what it does to 0 and to the unit vectors.
    weights = both(torch.eye(W.shape[0], dtype=torch.float64)) - shift
    expect_close(got[0], weights.float(), axes="i o", name="W2")
    expect_close(got[1], shift.float(), axes="o", scale=float(weights.abs().max()), name="b2")
    expect_close(x @ got[0] + got[1], both(x.double()).float(), axes="n o", name="x @ W2 + b2")


@task("fold_batchnorm")
@pytest.mark.parametrize(("i", "o"), [(4, 10), (7, 9)])
def test_same_answers(student, gen, i, o):
    """does in one layer what two layers do"""
    W, b, bn, x = folded_case(gen, i, o)

    got = student.fold_batchnorm(W, b, *bn)

    expect_folded(got, W, b, bn, x, 1e-5)


@task("fold_batchnorm")
def test_no_bias(student, gen):
    """works for a layer without bias, and with as many inputs as outputs"""
    W, _b, bn, x = folded_case(gen, 9, 9)

    got = student.fold_batchnorm(W, None, *bn)

    expect_folded(got, W, None, bn, x, 1e-5)


@task("fold_batchnorm")
def test_fold_with_eps(student, gen):
    """adds eps to the variance, one of 0 too; changes nothing that went in"""
    W, b, bn, x = folded_case(gen, 3, 11)
    bn[3][4] = 0.0

    got = student.run(keeping, "fold_batchnorm", (W, b, *bn, 0.2))

    expect_folded(got["got"], W, b, bn, x, 0.2)
    names = ("W", "b", "gamma", "beta", "mean", "var")
    for name, now, then in zip(names, got["arguments"], (W, b, *bn), strict=False):
        expect_close(now, then, name=f"{name} afterwards")
