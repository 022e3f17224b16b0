"""Hidden checks for loss_gradient.py."""

import pytest
import torch
from exercises.mnist_basics.cases import batch, distance, expect_not_nan, right_gradient

from grader import expect_close, task


@task("mnist_loss_grad", category="other sizes")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("n", [1, 2, 5, 64])
def test_mnist_loss_grad_agrees_with_autograd(student, gen, n, dtype):
    """agrees with autograd for other sizes"""
    logits, targets, _loss = batch(gen, n, dtype)

    got = student.mnist_loss_grad(logits, targets)

    slopes = (lambda z: distance(z, targets), logits)
    expect_close(got, right_gradient(logits, targets), axes="n one", slopes=slopes)


@task("mnist_loss_grad", category="edge values")
@pytest.mark.parametrize("label", [0, 1])
def test_mnist_loss_grad_of_one_class(student, gen, label):
    """is right for batches of one class, with labels of float32"""
    logits = batch(gen, 8)[0]
    targets = torch.full((8, 1), float(label))

    got = student.mnist_loss_grad(logits, targets)

    expect_close(got, right_gradient(logits, targets), axes="n one")


@task("mnist_loss_grad", category="edge values")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_mnist_loss_grad_saturated(student, dtype):
    """is next to 0, and never nan, far out"""
    logits = torch.tensor([[-1000.0], [0.0], [800.0], [-50.0]], dtype=dtype)
    targets = torch.tensor([[1], [1], [1], [0]])

    got = student.mnist_loss_grad(logits, targets)

    right = torch.tensor([[0.0], [-0.0625], [0.0], [0.0]], dtype=dtype)
    expect_not_nan(got, right, logits.flatten().tolist(), "n one")


@task("mnist_loss_grad", category="memory layout")
def test_mnist_loss_grad_of_a_view(student, gen):
    """takes logits that lie in memory in another way"""
    logits, targets, _loss = batch(gen, 14)

    got = student.mnist_loss_grad(logits[::2], targets[::2])

    expect_close(got, right_gradient(logits[::2], targets[::2]), axes="n one")
