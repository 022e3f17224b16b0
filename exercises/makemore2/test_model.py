"""Visible checks for model.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore2.cases import (
    EQUAL,
    expect_embedding,
    expect_first_loss,
    expect_forward,
    expect_loss,
    expect_losses_of,
    expect_new_parameters,
    expect_own_parameters,
    expect_scaled,
    expect_two_mlps,
)

from grader import expect_close, task


@task("embed")
def test_embed_by_hand(student):
    """puts the rows of a context side by side"""
    C = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0], [9.0, 10.0]])

    got = student.embed(C, torch.tensor([[2, 0, 2], [1, 1, 0], [4, 3, 1], [0, 2, 3]]))

    right = [[5, 6, 1, 2, 5, 6], [3, 4, 3, 4, 1, 2], [9, 10, 7, 8, 3, 4], [1, 2, 5, 6, 7, 8]]
    expect_close(got, torch.tensor(right).float(), axes="n b*e")


@task("embed")
@pytest.mark.parametrize(("n", "b", "e"), [(8, 3, 4), (5, 2, 7), (6, 3, 3)])
def test_embed_agrees(student, gen, n, b, e):
    """agrees with one position after the other, and so does the gradient"""
    C, X = torch.randn(6, e, generator=gen), torch.randint(6, (n, b), generator=gen)

    expect_embedding(student, C, X, gen)


@task("embed")
def test_embed_layouts(student, gen):
    """works for X that is not contiguous, and for float64"""
    C = torch.randn(31, 2, generator=gen, dtype=torch.float64)
    X = torch.randint(31, (10, 8), generator=gen)[::2, 1::2]

    expect_embedding(student, C, X, gen)


@task("MLP")
def test_mlp_first_parameters(student, gen):
    """draws C, W1, b1, W2 and b2 in this order"""
    expect_new_parameters(student, (6, 2, 3, 5), gen)


@task("MLP")
def test_mlp_parameters(student, gen):
    """lists the tensors themselves: leaves, with 3,481 numbers in all"""
    expect_own_parameters(student, (27, 3, 2, 100), 3481, gen)


@task("MLP")
def test_two_mlps(student, gen):
    """two networks share nothing: each has its own five parameters"""
    expect_two_mlps(student, (6, 2, 3, 5), 4, gen)


@task("MLP")
@pytest.mark.parametrize(("sizes", "n"), [((6, 2, 3, 5), 8), ((9, 3, 2, 7), 4)])
def test_mlp_forward(student, gen, sizes, n):
    """gives the logits and gradients of layers of torch.nn"""
    expect_forward(student, sizes, n, gen)


@task("MLP")
def test_mlp_one_example(student, gen):
    """gives logits (1, V) for a single context"""
    expect_forward(student, (7, 4, 2, 9), 1, gen)


@task("cross_entropy")
@pytest.mark.parametrize(("n", "V"), [(6, 5), (4, 9), (5, 5)])
def test_cross_entropy_agrees(student, gen, n, V):
    """agrees with torch, loss and gradient"""
    logits, y = 2 * torch.randn(n, V, generator=gen), torch.randint(V, (n,), generator=gen)

    expect_loss(student, logits, y)


@task("cross_entropy")
def test_cross_entropy_one_example(student, gen):
    """works for a single example, in float64"""
    logits = torch.randn(1, 8, generator=gen, dtype=torch.float64)

    expect_loss(student, logits, torch.tensor([3]))


@task("cross_entropy")
def test_cross_entropy_low_row(student):
    """is right for rows near -102 beside rows near 0"""
    rows = [[0.4, 0.1, -0.3], [-101.0, -101.5, -102.0], [-0.2, 0.3, 0.1], [-102.3, -101.2, -101.9]]
    logits = torch.tensor(rows)

    expect_losses_of(
        student, [(logits[:2], torch.tensor([0, 1])), (logits, torch.tensor([2, 2, 0, 1]))]
    )


@task("cross_entropy")
def test_cross_entropy_little_probability(student):
    """is right where the right answer's probability is about exp(-102)"""
    first = torch.tensor([[0.0, 102.4, 3.0]])
    second = torch.tensor([[30.0, 1.0, 2.0], [-101.3, 0.2, -4.0]])

    expect_losses_of(student, [(first, torch.tensor([0])), (second, torch.tensor([0, 0]))])


@task("cross_entropy")
def test_cross_entropy_large(student, gen):
    """is right for logits of 10,000 and -10,000, its gradient too"""
    logits = torch.stack([2000.0 * (torch.randperm(5, generator=gen) - 2) for _ in range(4)])
    logits += torch.tensor([6000.0, -6000.0, 0.0, -6000.0])[:, None]
    y = (logits.argmax(1) + torch.tensor([0, 1, 2, 3])) % 5

    expect_loss(student, logits, y, factor=1e4)


@task("init_scaled", tolerance_reason=EQUAL)
@pytest.mark.parametrize("sizes", [(6, 2, 3, 5), (5, 3, 4, 9)])
def test_init_scaled_numbers(student, gen, sizes):
    """scales W1, b1 and W2 in place, sets b2 to 0 and leaves C"""
    expect_scaled(student, sizes, gen, "C" if sizes == (6, 2, 3, 5) else "W2")


@task("init_scaled")
def test_init_scaled_first_loss(student, gen):
    """brings the first loss within 0.05 of ln 27"""
    expect_first_loss(student, 60, 400, gen)
