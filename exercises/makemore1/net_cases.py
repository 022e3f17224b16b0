"""Right answers for the checks of losses.py, bigram_net.py and training.py, by torch in float64."""

from typing import Any

import torch
from exercises.makemore1.cases import examples, expect_results, numbers
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_equal, observe

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
    return F.cross_entropy(logits, ys) + reg * (W**2).mean()


def net_grad(W: Tensor, xs: Tensor, ys: Tensor, reg: float) -> Tensor:
    """By autograd in float64."""
    weights = W.double().requires_grad_()
    return torch.autograd.grad(net_loss(weights, xs, ys, reg), weights)[0].to(W.dtype)


def weights(gen: torch.Generator) -> Tensor:
    """W as the lecture draws it."""
    return torch.randn(27, 27, generator=gen)


@observe
def train(m, xs, ys, steps, lr, reg, generator):
    """The result, and whether torch's own generator was left alone."""
    before = torch.get_rng_state()
    result = m.train_bigram_nn(xs, ys, steps, lr=lr, reg=reg, generator=generator)
    return {"result": result, "untouched": torch.equal(before, torch.get_rng_state())}


def by_autograd(
    W: Tensor, xs: Tensor, ys: Tensor, steps: int, lr: float, reg: float
) -> tuple[Tensor, list[float]]:
    """The same training in float64."""
    losses = []
    for _ in range(steps):
        W = W.detach().requires_grad_()
        loss = F.cross_entropy(W[xs], ys) + reg * (W**2).mean()
        losses.append(loss.item())
        W = W - lr * torch.autograd.grad(loss, W)[0]
    return W.detach(), losses


def expect_training(
    student: Any, gen: torch.Generator, n: int, steps: int, lr: float, reg: float
) -> None:
    """The losses and the change of W are those of a training by autograd."""
    xs, ys = examples(gen, n)

    # The generator is copied on its way, so that both trainings draw the same first W.
    got = student.run(train, xs, ys, steps, lr, reg, gen)

    first = torch.randn((27, 27), generator=gen)
    W, losses = by_autograd(first.double(), xs, ys, steps, lr, reg)
    expect_results(got["result"], 2, "train_bigram_nn")
    after, listed = got["result"]
    expect_losses(listed, losses, RTOL)
    if isinstance(after, Tensor) and after.shape == first.shape:
        after = after.detach() - first
    expect_close(after, (W - first).float(), axes="x V", rtol=RTOL, name="the change of W")
    expect_equal(got["untouched"], True, name="torch's own generator is untouched")


def expect_losses(listed: Any, losses: list[float], rtol: float) -> None:
    """The second result is the list of these losses."""
    if isinstance(listed, list | tuple):
        listed = numbers(list(listed))
    right = torch.tensor(losses, dtype=torch.float64)
    expect_close(listed, right, axes="step", rtol=rtol, name="the list of losses")
