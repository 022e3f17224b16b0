"""Right answers for the checks of losses.py, bigram_net.py and training.py, by torch in float64."""

import random
from typing import Any

import torch
from exercises.makemore1.cases import (
    exact,
    examples,
    expect_results,
    expect_untouched,
    kind,
    numbers,
    use_of_chance,
)
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_that

# The rounding of a few float32 steps is about 1e-6 of the change; a wrong step changes percents.
RTOL = 1e-4
# Two neighbours among the float32 numbers near 1000 are 6e-5 apart.
COARSE = 1e-4


def right_softmax(logits: Tensor, dim: int = -1) -> Tensor:
    """torch's own, in float64."""
    return torch.softmax(logits.double(), dim).to(logits.dtype)


def right_loss(logits: Tensor, targets: Tensor) -> float:
    """torch's own, in float64."""
    return F.cross_entropy(logits.double(), targets).item()


def net_loss(W: Tensor, xs: Tensor, ys: Tensor, reg: float) -> Tensor:
    """By one-hot vectors and torch's cross-entropy."""
    logits = F.one_hot(xs, 27).to(W.dtype) @ W
    return F.cross_entropy(logits, ys) + reg * F.mse_loss(W, torch.zeros_like(W))


def net_grad(W: Tensor, xs: Tensor, ys: Tensor, reg: float) -> Tensor:
    """By autograd in float64."""
    weights = W.double().requires_grad_()
    return torch.autograd.grad(net_loss(weights, xs, ys, reg), weights)[0].to(W.dtype)


def weights(gen: torch.Generator) -> Tensor:
    """W as the lecture draws it."""
    return torch.randn(27, 27, generator=gen)


def expect_run(got: Any, steps: int) -> tuple[Tensor, Tensor]:
    """got is (W, losses) of a training of so many steps: both as tensors."""
    expect_results(got, 2, "train_bigram_nn")
    W, losses = got
    right = isinstance(W, Tensor) and W.shape == (27, 27)
    expect_that(right, name="W", yours=kind(W), expected="a tensor of shape (27, 27)")
    if isinstance(losses, list | tuple):
        losses = numbers(list(losses))
    right = isinstance(losses, Tensor) and losses.shape == (steps,)
    expect_that(
        right, name="losses", yours=kind(got[1]), expected="a list with a number for each step"
    )
    return W.detach(), losses


def expect_training(
    student: Any, gen: torch.Generator, n: int, steps: int, lr: float, reg: float
) -> None:
    """Each step goes by -lr times autograd's gradient, and the losses are those of the W before it.

    Trainings of 1, 2, ... steps that begin alike show the W after each step.
    """
    xs, ys = examples(gen, n)

    # The generator is copied on its way, so that all trainings draw the same first W.
    asked = {"lr": lr, "reg": reg, "generator": gen}
    got = [student.train_bigram_nn(xs, ys, k, **asked) for k in range(1, steps + 1)]

    before, right = weights(gen), []
    for k, run in enumerate(got, 1):
        after, losses = expect_run(run, k)
        change = -lr * net_grad(before.double(), xs, ys, reg).float()
        name = f"the change of W in step {k} of {k}"
        expect_close(after - before, change, axes="x V", rtol=RTOL, name=name)
        right.append(net_loss(before.double(), xs, ys, reg).item())
        before = after
    expect_close(losses, exact(right), axes="step", rtol=RTOL, name="the list of losses")


def expect_no_training(student: Any, gen: torch.Generator, n: int) -> None:
    """Where no step is asked for, the first W comes back, and no loss."""
    xs, ys = examples(gen, n)

    W, _losses = expect_run(student.train_bigram_nn(xs, ys, 0, generator=gen), 0)

    expect_close(W, weights(gen), axes="x V", name="W")


def expect_default_training(student: Any, gen: torch.Generator) -> None:
    """Where nothing else is asked, the last step is the 100th, of rate 50 without reg."""
    xs, ys = examples(gen, 200)

    got = student.train_bigram_nn(xs, ys, 99, lr=50.0, reg=0.0, generator=gen)
    before, losses = expect_run(got, 99)
    after, more = expect_run(student.train_bigram_nn(xs, ys, generator=gen), 100)

    change = -50.0 * net_grad(before.double(), xs, ys, 0.0).float()
    expect_close(after - before, change, axes="x V", rtol=1e-3, name="the change of W in step 100")
    last = net_loss(before.double(), xs, ys, 0.0).item()
    right = torch.cat([losses, exact([last])])
    expect_close(more, right, axes="step", rtol=1e-3, name="the list of losses")


def expect_training_by_chance(student: Any, gen: torch.Generator, rng: random.Random) -> None:
    """A training leaves torch's own generator alone, and draws W alone from the one given."""
    (xs, ys), seed = examples(gen, 30), rng.randrange(10**6)

    got = student.run(use_of_chance, seed, "train_bigram_nn", xs, ys, 1, lr=2.0, generator=gen)

    after, _losses = expect_run(got["result"], 1)
    before = weights(gen)
    change = -2.0 * net_grad(before.double(), xs, ys, 0.0).float()
    expect_close(after - before, change, axes="x V", rtol=RTOL, name="the change of W")
    expect_untouched(got["next"], seed)
    left = torch.rand(4, generator=gen)
    expect_close(got["left"], left, name="what the generator draws after the first W")
