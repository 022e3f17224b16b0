"""Hidden checks for bigram_net.py."""

import pytest
import torch
from exercises.makemore1.cases import exact, examples, numbers, with_argument
from exercises.makemore1.net_cases import net_grad, net_loss, weights

from grader import expect_close, task


@task("bigram_nn_loss", category="other sizes")
@pytest.mark.parametrize("n", [1, 33, 250])
def test_bigram_nn_loss_values(student, gen, n):
    """has the right loss for other numbers of examples, with reg and without"""
    cases = [(weights(gen), *examples(gen, n), reg) for reg in (0.0, 0.1, 5.0)]

    got = numbers([student.bigram_nn_loss(*case) for case in cases])

    right = exact([net_loss(W.double(), xs, ys, reg).item() for W, xs, ys, reg in cases])
    expect_close(got, right, axes="reg", rtol=1e-5, name="the losses")


@task("bigram_nn_loss", category="other sizes")
@pytest.mark.parametrize(("n", "reg"), [(1, 0.0), (5, 0.7), (33, 0.0), (200, 2.5)])
def test_bigram_nn_grad_as_autograd(student, gen, n, reg):
    """has the gradient of autograd for other numbers of examples"""
    W = weights(gen)
    xs, ys = examples(gen, n)

    got = student.bigram_nn_grad(W, xs, ys, reg)

    expect_close(got, net_grad(W, xs, ys, reg), axes="x V", index=xs)


@task("bigram_nn_loss", category="edge values")
def test_bigram_nn_grad_one_input_only(student, gen):
    """has the gradient of autograd where all examples have the same input"""
    W = weights(gen)
    xs = torch.full((12,), 7)
    ys = torch.randint(27, (12,), generator=gen)

    expect_close(student.bigram_nn_grad(W, xs, ys), net_grad(W, xs, ys, 0.0), axes="x V")


@task("bigram_nn_loss", category="in-place safety")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_bigram_nn_grad_weights_stay(student, gen, dtype):
    """keeps the dtype and leaves W as it is, in loss and gradient"""
    W = weights(gen).to(dtype)
    xs, ys = examples(gen, 21)

    loss = student.run(with_argument, "bigram_nn_loss", W, xs, ys, 1.5)
    grad = student.run(with_argument, "bigram_nn_grad", W, xs, ys, 1.5)

    expect_close(loss["argument"], W, axes="x V", name="W after bigram_nn_loss")
    expect_close(grad["argument"], W, axes="x V", name="W after bigram_nn_grad")
    right, slopes = net_grad(W, xs, ys, 1.5), (lambda V: net_loss(V, xs, ys, 1.5), W)
    expect_close(grad["result"], right, axes="x V", name="the gradient", slopes=slopes)


@task("bigram_nn_loss", category="memory layout")
def test_bigram_nn_grad_other_layout(student, gen):
    """works on weights that are not contiguous in memory"""
    W = weights(gen).T
    xs, ys = examples(gen, 18)

    expect_close(student.bigram_nn_grad(W, xs, ys, 0.3), net_grad(W, xs, ys, 0.3), axes="x V")
