"""Hidden checks for fused.py: other sizes, edge values, other layouts."""

import pytest
import torch
from exercises.makemore4.cases import Sizes, cut, real_path
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, task


def autograd(logits: Tensor, Y: Tensor) -> Tensor:
    """The gradient of the mean cross-entropy, found by autograd in float64."""
    logits = logits.double().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(logits, Y), logits)[0].float()


@task("cross_entropy_backward", category="other sizes")
@pytest.mark.parametrize(("n", "V"), [(3, 31), (50, 4), (7, 6)])
def test_random_scores(student, gen, n, V):
    """agrees with autograd for other numbers of rows and letters"""
    logits = 2 * torch.randn(n, V, generator=gen)
    Y = torch.randint(V, (n,), generator=gen)

    got = student.cross_entropy_backward(logits, Y)

    expect_close(got, autograd(logits, Y), axes="n V")


@task("cross_entropy_backward", category="edge values")
def test_batch_of_one(student, gen):
    """is right for a single row"""
    logits = torch.randn(1, 5, generator=gen)
    Y = logits.argmin(dim=1)  # with a probability near 1 all digits would cancel

    got = student.cross_entropy_backward(logits, Y)

    expect_close(got, autograd(logits, Y), axes="n V")


@task("cross_entropy_backward", category="edge values")
def test_large_scores(student, gen):
    """is right for logits of 500 and -500 in any place"""
    logits = torch.randn(9, 7, generator=gen)
    logits += 500 * (torch.randint(3, (9, 7), generator=gen) - 1)
    logits[0] += 500
    logits[1] -= 500
    Y = torch.randint(7, (9,), generator=gen)
    Y[2] = logits[2].argmax()
    Y[3] = logits[3].argmin()

    got = student.cross_entropy_backward(logits, Y)

    expect_close(got, autograd(logits, Y), axes="n V")


@task("cross_entropy_backward", category="edge values")
def test_one_letter(student, gen):
    """is right if all rows have the same letter"""
    logits = torch.randn(5, 8, generator=gen)
    Y = torch.full((5,), 2)

    got = student.cross_entropy_backward(logits, Y)

    expect_close(got, autograd(logits, Y), axes="n V")


@task("cross_entropy_backward", category="memory layout")
def test_other_layout_of_scores(student, gen):
    """is right for tensors that are not contiguous"""
    logits = torch.randn(11, 6, generator=gen)
    Y = torch.randint(6, (22,), generator=gen)[::2]

    got = student.cross_entropy_backward(logits.T.contiguous().T, Y)

    expect_close(got, autograd(logits, Y), axes="n V")


@task("cross_entropy_backward", category="real path")
def test_logits_of_the_network(student, gen):
    """agrees with autograd for the logits of a network"""
    f, _, [right] = real_path("dlogits", Sizes(n=13, V=11, e=4, T=2, H=9), gen)

    got = student.cross_entropy_backward(f.logits, f.Y)

    expect_close(got, right, axes="n V")


@task("batchnorm_backward", category="random upstream")
@pytest.mark.parametrize("n", [3, 5])
def test_any_gradient_from_above(student, gen, n):
    """agrees with autograd for a random dy and a small batch"""
    f, g, [right] = cut("dhprebn", "hpreact", Sizes(n=n, V=11, e=4, T=2, H=7), gen)

    got = student.batchnorm_backward(g.hpreact, f.bnraw, f.bngain, f.bnvar_inv)

    # With 3 rows most of the terms cancel.
    scale = float((f.bngain * f.bnvar_inv * g.hpreact).abs().max())
    expect_close(got, right, axes="n H", scale=scale)


@task("batchnorm_backward", category="other sizes")
def test_large_batch(student, gen):
    """agrees with autograd for a random dy and a batch of 50"""
    f, g, [right] = cut("dhprebn", "hpreact", Sizes(n=50, V=27, e=5, T=3, H=6), gen)

    got = student.batchnorm_backward(g.hpreact, f.bnraw, f.bngain, f.bnvar_inv)

    expect_close(got, right, axes="n H")


@task("batchnorm_backward", category="real path")
def test_real_loss(student, gen):
    """agrees with autograd for a real loss and a batch of 6"""
    f, g, [right] = real_path("dhprebn", Sizes(n=6, V=10, e=4, T=3, H=15), gen)

    got = student.batchnorm_backward(g.hpreact, f.bnraw, f.bngain, f.bnvar_inv)

    expect_close(got, right, axes="n H")


@task("batchnorm_backward", category="edge values")
def test_negative_gain(student, gen):
    """is right for a gain that is negative and far from 1"""
    f, g, [right] = cut("dhprebn", "hpreact", Sizes(n=7, V=9, e=4, T=2, H=5), gen)

    got = student.batchnorm_backward(g.hpreact, f.bnraw, -4 * f.bngain, f.bnvar_inv)

    expect_close(got, -4 * right, axes="n H")  # the gain is a factor of the result


@task("batchnorm_backward", category="memory layout")
def test_other_layout_of_a_batch(student, gen):
    """is right for tensors that are not contiguous"""
    sizes = Sizes(n=8, V=9, e=4, T=2, H=11)
    f, g, [right] = cut("dhprebn", "hpreact", sizes, gen, other_layout=True)

    got = student.batchnorm_backward(g.hpreact, f.bnraw, f.bngain, f.bnvar_inv)

    expect_close(got, right, axes="n H")
