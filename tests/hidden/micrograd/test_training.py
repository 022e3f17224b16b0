"""Hidden checks for training.py: the same steps as torch takes."""

from itertools import pairwise

import torch
from exercises.micrograd.cases import count, numbers, trained

from grader import expect_equal, expect_numbers, task


def torch_training(sizes, weights, data, steps, lr):
    """The losses, and the parameters afterwards."""
    w = torch.tensor(weights, dtype=torch.float64)
    xs, ys = (torch.tensor(part, dtype=torch.float64) for part in data)
    widths, losses = [sizes[0], *sizes[1]], []
    for _ in range(steps):
        w = w.detach().requires_grad_()
        out, at = xs, 0
        for nin, nout in pairwise(widths):
            block = w[at : at + (nin + 1) * nout].view(nout, nin + 1)
            out = torch.tanh(out @ block[:, :-1].T + block[:, -1])
            at += (nin + 1) * nout
        loss = ((out.squeeze(1) - ys) ** 2).sum()
        [gradient] = torch.autograd.grad(loss, w)
        losses.append(float(loss.detach()))
        w = w - lr * gradient
    return losses, w.detach().tolist()


def expect_training(student, rng, sizes, n, steps, lr, old):
    """The same losses and the same change of every parameter as with torch."""
    weights = numbers(rng, count(*sizes), 0.1, 0.6)
    data = [numbers(rng, sizes[0]) for _ in range(n)], numbers(rng, n, 0.2, 0.9)

    got = student.run(trained, sizes, weights, data, steps, lr, old)

    losses, after = torch_training(sizes, weights, data, steps, lr)
    expect_numbers(got["losses"], losses, name="the list of losses")
    change = [a - b for a, b in zip(got["parameters"], weights, strict=True)]
    expected = [a - b for a, b in zip(after, weights, strict=True)]
    expect_numbers(change, expected, scale=lr, name="the change of the parameters")


@task("train", category="other sizes")
def test_as_torch(student, rng):
    """takes the steps that torch takes, for three networks"""
    expect_training(student, rng, (3, [4, 4, 1]), 6, 3, 0.05, 0.0)
    expect_training(student, rng, (2, [5, 1]), 4, 5, 0.1, -4.0)
    expect_training(student, rng, (5, [1]), 7, 2, 0.02, 1.5)


@task("train", category="edge values")
def test_no_step(student, rng):
    """does nothing in 0 steps"""
    weights = numbers(rng, 9)

    got = student.run(trained, (2, [2, 1]), weights, ([[1.0, 2.0]], [0.5]), 0, 0.1, 3.0)

    expect_equal(got["losses"], [], name="the losses of no step")
    expect_numbers(got["parameters"], weights, name="the parameters after no step")
