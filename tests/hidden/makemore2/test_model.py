"""Hidden checks for model.py."""

import pytest
import torch
from exercises.makemore2.cases import (
    EQUAL,
    expect_embedding,
    expect_first_loss,
    expect_forward,
    expect_loss,
    expect_new_parameters,
    expect_own_parameters,
    expect_scaled,
)

from grader import task


@task("embed", category="other sizes")
@pytest.mark.parametrize(("V", "n", "b", "e"), [(33, 32, 3, 10), (5, 1, 4, 3), (8, 7, 1, 2)])
def test_embed_agrees(student, gen, V, n, b, e):
    """agrees with one position after the other, for other sizes"""
    C, X = torch.randn(V, e, generator=gen), torch.randint(V, (n, b), generator=gen)

    expect_embedding(student, C, X, gen)


@task("embed", category="memory layout")
def test_embed_layouts(student, gen):
    """works for C and X that are not contiguous"""
    C = torch.randn(3, 11, generator=gen).T
    X = torch.randint(11, (6, 10), generator=gen)[:, ::2]

    expect_embedding(student, C, X, gen)


@task("MLP", category="other sizes")
@pytest.mark.parametrize("sizes", [(5, 4, 2, 3), (8, 1, 6, 9)])
def test_mlp_first_parameters(student, gen, sizes):
    """draws the five parameters in their order, for other sizes"""
    expect_new_parameters(student, sizes, gen)


@task("MLP", category="example")
def test_mlp_parameters(student, gen):
    """has as many parameters as the larger network of the lecture"""
    expect_own_parameters(student, (27, 3, 10, 200), 11_897, gen)


@task("MLP", category="other sizes")
@pytest.mark.parametrize(
    ("sizes", "n"), [((27, 3, 10, 20), 16), ((6, 5, 2, 4), 1), ((4, 1, 3, 8), 7)]
)
def test_mlp_forward(student, gen, sizes, n):
    """gives the logits and gradients of layers of torch.nn, for other sizes"""
    expect_forward(student, sizes, n, gen)


@task("cross_entropy", category="other sizes")
@pytest.mark.parametrize(("n", "V", "dtype"), [(32, 27, torch.float32), (3, 2, torch.float64)])
def test_cross_entropy_agrees(student, gen, n, V, dtype):
    """agrees with torch, for other sizes and float64"""
    logits = 3 * torch.randn(n, V, generator=gen, dtype=dtype)

    expect_loss(student, logits, torch.randint(V, (n,), generator=gen), factor=3.0)


@task("cross_entropy", category="edge values")
@pytest.mark.parametrize("shift", [-10_000.0, 10_000.0])
def test_cross_entropy_large(student, gen, shift):
    """is right for logits that are all far from 0"""
    logits = shift + 1000.0 * torch.stack([torch.randperm(6, generator=gen) for _ in range(5)])
    wrong = (logits.argmax(1) + torch.tensor([0, 2, 1, 4, 5])) % 6

    expect_loss(student, logits, wrong, factor=1e4)


@task("cross_entropy", category="memory layout")
def test_cross_entropy_layouts(student, gen):
    """works for logits that are not contiguous"""
    logits = (2 * torch.randn(7, 4, generator=gen)).T

    expect_loss(student, logits, torch.tensor([6, 0, 3, 3]))


@task("init_scaled", category="other sizes", tolerance_reason=EQUAL)
@pytest.mark.parametrize("sizes", [(4, 5, 3, 2), (9, 1, 2, 13)])
def test_init_scaled_numbers(student, gen, sizes):
    """scales the parameters in place, for other sizes"""
    expect_scaled(student, sizes, gen, "b1" if sizes == (4, 5, 3, 2) else "b2")


@task("init_scaled", category="real path")
def test_init_scaled_first_loss(student, gen):
    """brings the first loss near ln 27, with logits that differ"""
    expect_first_loss(student, 200, 500, gen)
