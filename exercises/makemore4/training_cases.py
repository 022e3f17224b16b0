"""Inputs and right answers for the checks of training.py. Nothing in here is to be solved.

What is right comes from autograd in float64, what a solution gets is float32. Its rounding errors
add up over a whole pass and over the steps of a training, so the tolerances are wider than for a
single step.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from exercises.makemore4.cases import NODES, scores
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_equal, observe

BATCH_SIZE = 32
ORDER = ("C", "W1", "b1", "W2", "b2", "bngain", "bnbias")

# The order in which the backward pass finds them: the first wrong one is nearest to the cause.
FROM_THE_LOSS = ("W2", "b2", "bngain", "bnbias", "b1", "W1", "C")

# About ten times the rounding of a right answer, a tenth of the smallest mistake of learners.
RTOL_GRADIENT = 3e-5
# The rounding of a few float32 steps is about 2e-6 of the change; a wrong step changes percents.
RTOL_TRAINING = 1e-4

# Why a wrong gradient of b1 may lie within the tolerance: the other six tell.
B1_IS_ZERO = "the gradient of b1 is 0 up to rounding: batch normalisation subtracts what b1 adds"


def autograd(params: dict[str, Tensor], X: Tensor, Y: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """The loss and the gradients of the 7 parameters, and of hprebn."""
    params = {k: p.detach().requires_grad_() for k, p in params.items()}
    hprebn, _bnvar, logits = scores(params, X)
    loss = F.cross_entropy(logits, Y)
    sources = {k: params[k] for k in ORDER} | {"hprebn": hprebn}
    gradients = torch.autograd.grad(loss, list(sources.values()))
    return loss.detach(), dict(zip(sources, gradients, strict=True))


@observe
def backward(m, params, X, Y):
    """The gradients, and the parameters as they are afterwards."""
    return {"gradients": m.manual_backward(params, X, Y), "params": params}


def expect_gradients(
    student: Any,
    params: dict[str, Tensor],
    X: Tensor,
    Y: Tensor,
    order: Sequence[str] = FROM_THE_LOSS,
) -> None:
    """manual_backward gives all 7 gradients for these parameters, and leaves them alone.

    `order` is that in which they are looked at. One check goes the other way: one gradient with a
    wrong factor and all with it end differently there, so that neither gets the name of the other.
    """
    params = {k: p.float() for k, p in params.items()}

    answer = student.run(backward, params, X, Y)

    got = answer["gradients"]
    expect_equal(_listed(got, "gradients"), "7 gradients", name="what manual_backward returns")
    _loss, right = autograd({k: p.double() for k, p in params.items()}, X, Y)
    for name in order:
        expect_close(
            got[ORDER.index(name)],
            right[name].float(),
            axes=NODES[name],
            # The true gradient of b1 is 0: what is summed is the gradient of hprebn.
            scale=float(right["hprebn"].abs().max()) if name == "b1" else None,
            rtol=RTOL_GRADIENT,
            shape="squeezed",
            index=X if name == "C" else None,
            name=f"the gradient of {name}",
        )
    for name in ORDER:
        expect_close(
            answer["params"][name], params[name], axes=NODES[name], name=f"{name} after it"
        )


@observe
def train(m, params, data, steps, lr, generator):
    """The losses, the parameters as they are afterwards, and what the generator draws next."""
    own = {k: p.detach().clone().requires_grad_(p.requires_grad) for k, p in params.items()}
    losses = m.train_manual(own, data, steps, lr, generator=generator)
    return {"losses": losses, "params": own, "left": torch.rand(4, generator=generator)}


def autograd_training(
    params: dict[str, Tensor],
    data: tuple[Tensor, Tensor],
    steps: int,
    lr: Callable[[int], float],
    generator: torch.Generator,
) -> tuple[list[float], dict[str, Tensor]]:
    """The losses and the trained parameters, with gradients by autograd."""
    losses = []
    for step in range(steps):
        rows = torch.randint(len(data[0]), (BATCH_SIZE,), generator=generator)
        loss, gradients = autograd(params, *(part[rows] for part in data))
        losses.append(float(loss))
        params = {k: p - lr(step) * gradients[k] for k, p in params.items()}
    return losses, params


def expect_training(
    student: Any,
    params: dict[str, Tensor],
    data: tuple[Tensor, Tensor],
    steps: int,
    lr: Callable[[int], float],
    generator: torch.Generator,
) -> None:
    """train_manual takes the steps that a training by autograd takes, in float32."""
    # The generator is copied on its way to the student, so both trainings draw the same batches.
    got = student.run(train, params, data, steps, lr, generator)

    before = {k: p.detach().double() for k, p in params.items()}
    losses, after = autograd_training(before, data, steps, lr, generator)
    expect_equal(
        _listed(got["losses"], "losses"), f"{steps} losses", name="what train_manual returns"
    )
    expect_close(
        torch.tensor([float(loss) for loss in got["losses"]]),
        torch.tensor(losses),
        axes="step",
        rtol=RTOL_TRAINING,
        name="the list of losses",
    )
    change = {k: (after[k] - before[k]).float() for k in ORDER}
    for name in FROM_THE_LOSS:
        expect_close(
            _minus(got["params"].get(name), params[name].detach()),
            change[name],
            axes=NODES[name],
            # b1 has no gradient, and what it does not do is judged by what W1 does.
            scale=float(change["W1"].abs().max()) if name == "b1" else None,
            rtol=RTOL_TRAINING,
            name=f"the change of {name}",
        )
    left = torch.rand(4, generator=generator)
    expect_close(got["left"], left, name="what the generator draws after the minibatches")


def _listed(got: Any, what: str) -> str:
    """How many there are in a list of tensors or numbers; else what it is."""
    if not isinstance(got, list | tuple):
        return f"a value of type {type(got).__name__}"
    for item in got:
        number = isinstance(item, Tensor) and (item.numel() == 1 or what == "gradients")
        if not number and not isinstance(item, float):
            return f"a list with a value of type {type(item).__name__}"
    return f"{len(got)} {what}"


def _minus(after: Any, before: Tensor) -> Any:
    """The change, where there can be one."""
    if isinstance(after, Tensor) and after.shape == before.shape:
        return after.detach() - before
    return after
