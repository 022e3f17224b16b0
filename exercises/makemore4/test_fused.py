"""Visible checks for fused.py. Grading uses its own copy of this file."""

import torch
from exercises.makemore4.cases import LECTURE, Sizes, cut, real_path
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, task

BATCH_OF_8 = Sizes(n=8, V=7, e=5, T=3, H=13)
BATCH_OF_4 = Sizes(n=4, V=9, e=6, T=2, H=11)


def autograd(logits: Tensor, Y: Tensor) -> Tensor:
    """The gradient of the mean cross-entropy, found by autograd in float64."""
    logits = logits.double().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(logits, Y), logits)[0].float()


@task("cross_entropy_backward")
def test_one_row_by_hand(student):
    """gives the numbers of the example in the docstring"""
    got = student.cross_entropy_backward(torch.zeros(1, 2), torch.tensor([0]))

    expect_close(got, torch.tensor([[-0.5, 0.5]]), axes="n V")


@task("cross_entropy_backward")
def test_random_scores(student, gen):
    """agrees with autograd on 4 rows of 9 random scores"""
    logits = 3 * torch.randn(4, 9, generator=gen)
    Y = torch.tensor([5, 0, 5, 7])  # letter 8 does not occur

    got = student.cross_entropy_backward(logits, Y)

    expect_close(got, autograd(logits, Y), axes="n V")


@task("cross_entropy_backward")
def test_logits_of_the_network(student, gen):
    """agrees with autograd at the sizes of the lecture, 32 rows of 27"""
    f, _, [right] = real_path("dlogits", LECTURE, gen)

    got = student.cross_entropy_backward(f.logits, f.Y)

    expect_close(got, right, axes="n V")


@task("cross_entropy_backward")
def test_rows_near_102(student):
    """is right for rows near -102 beside rows near 0"""
    rows = [[0.4, 0.1, -0.3], [-101.0, -101.5, -102.0], [-0.2, 0.3, 0.1], [-102.3, -101.2, -101.9]]
    logits, Y = torch.tensor(rows), torch.tensor([2, 1, 0, 1])

    got = student.cross_entropy_backward(logits, Y)

    expect_close(got, autograd(logits, Y), axes="n V")


@task("cross_entropy_backward")
def test_large_scores(student, gen):
    """is right for logits of 500 and -500"""
    logits = torch.randn(6, 5, generator=gen)
    logits[0, 1] = 500.0  # exp overflows
    logits[1, 2] = 500.0
    logits[2] -= 500.0  # exp of the whole row is 0
    logits[3, 4] = -500.0
    Y = torch.tensor([1, 3, 0, 4, 2, 2])

    got = student.cross_entropy_backward(logits, Y)

    expect_close(got, autograd(logits, Y), axes="n V")


@task("batchnorm_backward")
def test_two_columns_by_hand(student):
    """gives the numbers of the example in the docstring"""
    dy = torch.tensor([[6.0, 0.0], [0.0, 6.0], [0.0, 0.0]])
    bnraw = torch.tensor([[-1.0, -1.0], [0.0, 1.0], [1.0, 0.0]])
    bngain = torch.tensor([[2.0, 1.0]])
    bnvar_inv = torch.tensor([[1.0, 3.0]])

    got = student.batchnorm_backward(dy, bnraw, bngain, bnvar_inv)

    expect_close(got, torch.tensor([[2.0, 3.0], [-4.0, 3.0], [2.0, -6.0]]), axes="n H")


@task("batchnorm_backward")
def test_real_loss(student, gen):
    """agrees with autograd for a real loss and a batch of 8"""
    f, g, [right] = real_path("dhprebn", BATCH_OF_8, gen)

    got = student.batchnorm_backward(g.hpreact, f.bnraw, f.bngain, f.bnvar_inv)

    expect_close(got, right, axes="n H")


@task("batchnorm_backward")
def test_any_gradient_from_above(student, gen):
    """agrees with autograd for a random dy, a negative gain and a batch of 4"""
    f, g, [right] = cut("dhprebn", "hpreact", BATCH_OF_4, gen)

    got = student.batchnorm_backward(g.hpreact, f.bnraw, -f.bngain, f.bnvar_inv)

    expect_close(got, -right, axes="n H")  # the gain is a factor of the result


@task("batchnorm_backward")
def test_sizes_of_the_lecture(student, gen):
    """agrees with autograd at the sizes of the lecture, 32 rows of 64"""
    f, g, [right] = cut("dhprebn", "hpreact", LECTURE, gen)

    got = student.batchnorm_backward(g.hpreact, f.bnraw, f.bngain, f.bnvar_inv)

    expect_close(got, right, axes="n H")
