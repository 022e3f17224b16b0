"""Visible checks for bigram_net.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore1.cases import exact, examples, numbers, with_argument
from exercises.makemore1.net_cases import net_grad, net_loss, weights

from grader import expect_close, task


@task("bigram_nn_loss")
def test_bigram_nn_loss_values(student, gen):
    """agrees with one-hot @ W and torch's cross-entropy, without reg"""
    cases = [(weights(gen), *examples(gen, n)) for n in (1, 8, 60)]

    got = numbers([student.bigram_nn_loss(W, xs, ys) for W, xs, ys in cases])

    right = exact([net_loss(W.double(), xs, ys, 0.0).item() for W, xs, ys in cases])
    expect_close(got, right, axes="batch", rtol=1e-5, name="the losses of three batches")


@task("bigram_nn_loss")
def test_bigram_nn_loss_with_reg(student, gen):
    """adds reg times the mean of all squared weights"""
    W = weights(gen)
    xs, ys = examples(gen, 40)
    strengths = (0.01, 0.5, 2.0, 0.0)

    got = numbers([student.bigram_nn_loss(W, xs, ys, reg) for reg in strengths])

    right = exact([net_loss(W.double(), xs, ys, reg).item() for reg in strengths])
    expect_close(got, right, axes="reg", rtol=1e-5, name="the losses for four values of reg")


@task("bigram_nn_loss")
def test_bigram_nn_grad_of_one_example(student):
    """has softmax - 1 at the right answer, and softmax at the others"""
    expected = torch.zeros(27, 27)
    expected[3] = 1 / 27
    expected[3, 5] -= 1

    got = student.bigram_nn_grad(torch.zeros(27, 27), torch.tensor([3]), torch.tensor([5]))

    expect_close(got, expected, axes="x V")


@task("bigram_nn_loss")
@pytest.mark.parametrize("n", [8, 60])
def test_bigram_nn_grad_as_autograd(student, gen, n):
    """has the gradient of autograd, where inputs occur several times"""
    W = weights(gen)
    xs, ys = examples(gen, n)
    xs[-1] = xs[0]

    for reg in ((), (0.0,)):
        got = student.bigram_nn_grad(W, xs, ys, *reg)

        expect_close(got, net_grad(W, xs, ys, 0.0), axes="x V", index=xs, known={"n": n})


@task("bigram_nn_loss")
def test_bigram_nn_grad_with_reg(student, gen):
    """has the gradient of autograd with reg, also in rows not used"""
    W = weights(gen)
    xs, ys = examples(gen, 50)

    got = student.bigram_nn_grad(W, xs, ys, 3.0)

    expect_close(got, net_grad(W, xs, ys, 3.0), axes="x V", known={"n": 50})


@task("bigram_nn_loss")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_bigram_nn_grad_weights_stay(student, gen, dtype):
    """keeps float32 and float64, and leaves W as it is, as the loss does"""
    W = weights(gen).to(dtype)
    xs, ys = examples(gen, 30)

    got = student.run(with_argument, "bigram_nn_grad", W, xs, ys, 0.5)

    right, slopes = net_grad(W, xs, ys, 0.5), (lambda V: net_loss(V, xs, ys, 0.5), W)
    expect_close(got["result"], right, axes="x V", name="the gradient", slopes=slopes)
    expect_close(got["argument"], W, axes="x V", name="W after the call")
    got = student.run(with_argument, "bigram_nn_loss", W, xs, ys, 0.5)
    expect_close(got["argument"], W, axes="x V", name="W after bigram_nn_loss")
