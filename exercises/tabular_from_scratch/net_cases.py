"""Inputs and right answers for the checks of linear.py, nets.py and training.py, by torch."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch
from exercises.tabular_from_scratch.cases import expect_results, expect_yes, numbers
from torch import Tensor, nn

from grader import expect_close, expect_equal, expect_numbers, observe

# The rounding of a few float32 steps is about 1e-6 of the change; a wrong step changes percents.
RTOL = 1e-4


@observe
def with_arguments(m, name, *args):
    """What a call returns, and its arguments as they are afterwards."""
    return {"result": getattr(m, name)(*args), "arguments": list(args)}


@observe
def losses_or_errors(m, pairs):
    """The loss of each pair (predictions, targets); -1 where mae_loss raises ValueError."""
    found = []
    for preds, y in pairs:
        try:
            found.append(m.mae_loss(preds, y))
        except ValueError:
            found.append(-1.0)
    return found


def a_problem(
    gen: torch.Generator, n: int, k: int, dtype: torch.dtype = torch.float32
) -> tuple[Tensor, Tensor, Tensor]:
    """(coeffs, X, y) of a linear model; no prediction is nearly right, no gradient nearly 0."""
    while True:
        coeffs = torch.randn(k, generator=gen, dtype=dtype)
        X = torch.randn(n, k, generator=gen, dtype=dtype)
        y = torch.randint(2, (n,), generator=gen).to(dtype)
        distances = (X.double() @ coeffs.double() - y).abs()
        if distances.min() > 1e-4 and mae_grad(coeffs, X, y).abs().max() > 0.02:
            return coeffs, X, y


def mae_grad(coeffs: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """By autograd in float64."""
    c = coeffs.double().requires_grad_()
    loss = nn.functional.l1_loss(X.double() @ c, y.double())
    return torch.autograd.grad(loss, c)[0].to(coeffs.dtype)


def a_net(
    gen: torch.Generator, sizes: list[int], dtype: torch.dtype = torch.float32
) -> tuple[list[Tensor], list[Tensor]]:
    """(layers, consts) with numbers of both signs that keep the sigmoid off its ends."""
    layers = [torch.randn(a, b, generator=gen, dtype=dtype) / a**0.5 for a, b in pairwise(sizes)]
    consts = [0.3 + 0.7 * torch.rand(1, generator=gen, dtype=dtype)[0] for _layer in layers]
    return layers, consts


def right_preds(layers: list[Tensor], consts: list[Tensor], X: Tensor) -> Tensor:
    """By modules of torch with the weights copied, in float64."""
    modules: list[nn.Module] = []
    for layer, const in zip(layers, consts, strict=True):
        linear = nn.Linear(*layer.shape, dtype=torch.float64)
        linear.weight.data.copy_(layer.detach().T)
        linear.bias.data.fill_(float(const))
        modules += [linear, nn.ReLU()]
    net = nn.Sequential(*modules[:-1], nn.Sigmoid())
    with torch.no_grad():
        return net(X.double()).to(X.dtype)


@observe
def made(m, name, seed, *sizes):
    """The tensors of init_two_layer or init_deep in their order, and what they are.

    flags: a leaf with requires_grad, for each; same seed, same numbers; other seed, other numbers;
    torch's own generator untouched.
    """

    def flat(result):
        if isinstance(result, tuple | list):
            return [tensor for part in result for tensor in flat(part)]
        return [result]

    def draw(seed):
        return flat(getattr(m, name)(*sizes, generator=torch.Generator().manual_seed(seed)))

    before = torch.get_rng_state()
    first, again, other = draw(seed), draw(seed), draw(seed + 1)
    untouched = torch.equal(before, torch.get_rng_state())
    flags = [int(t.is_leaf and t.requires_grad) for t in first]
    same = all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    differs = not all(torch.equal(a, b) for a, b in zip(first, other, strict=True))
    return {"first": first, "flags": [*flags, int(same), int(differs), int(untouched)]}


@observe
def update(m, start, slopes, lr):
    """The parameters after a step for every list of slopes, then after one without a backward.

    The gradient of a parameter p is its slope plus p, or None where there is no slope.
    """
    params = [p.clone().requires_grad_() for p in start]
    kept = list(params)
    after = []
    for row in slopes:
        total = sum(
            (p * w + p * p / 2).sum() for p, w in zip(kept, row, strict=True) if w is not None
        )
        total.backward()
        m.update_coeffs(params, lr)
        after.append(torch.cat([p.detach().clone().flatten() for p in kept]))
    left = [torch.zeros_like(p) if p.grad is None else p.grad for p in kept]
    m.update_coeffs(params, lr)
    return {
        "after": torch.stack(after),
        "idle": torch.cat([p.detach().flatten() for p in kept]),
        "grads": torch.cat([grad.flatten() for grad in left]),
        "requires_grad": [int(p.requires_grad) for p in kept],
    }


def right_update(start: list[Tensor], slopes: list[list[Any]], lr: float) -> Tensor:
    """The parameters after each step, one row a step, in float64."""
    params, rows = [p.double() for p in start], []
    for row in slopes:
        params = [
            p if w is None else p - lr * (w.double() + p) for p, w in zip(params, row, strict=True)
        ]
        rows.append(torch.cat([p.flatten() for p in params]))
    return torch.stack(rows).float()


@observe
def linear(params, X):
    """The predictions of a linear model, (n,)."""
    return (X * params[0]).sum(1)


@observe
def logistic(params, X):
    """The predictions of a linear model with a constant and a sigmoid, (n, 1)."""
    return torch.sigmoid(X @ params[0] + params[1])


@observe
def training(m, preds_fn, start, X, y, lr, epochs):
    """The losses, and the parameters as they are afterwards."""
    params = [p.clone().requires_grad_() for p in start]
    kept = list(params)
    losses = m.train(preds_fn, params, X, y, lr, epochs)
    return {"losses": losses, "params": torch.cat([p.detach().flatten() for p in kept])}


def by_autograd(
    preds_fn: Callable[..., Any], start: list[Tensor], X: Tensor, y: Tensor, lr: float, epochs: int
) -> tuple[list[float], Tensor, float]:
    """The same training in float64: the losses, the parameters, the distance to a kink."""
    params, losses, nearest = [p.double() for p in start], [], 1.0
    for _ in range(epochs):
        params = [p.detach().requires_grad_() for p in params]
        errors = preds_fn(params, X.double()) - y.double()
        nearest = min(nearest, float(errors.detach().abs().min()))
        loss = errors.abs().mean()
        losses.append(loss.item())
        grads = torch.autograd.grad(loss, params)
        params = [p - lr * grad for p, grad in zip(params, grads, strict=True)]
    return losses, torch.cat([p.detach().flatten() for p in params]), nearest


def expect_training(
    student: Any,
    gen: torch.Generator,
    preds_fn: Callable[..., Any],
    shapes: list[tuple[int, ...]],
    n: int,
    lr: float,
    epochs: int,
) -> None:
    """The losses and the change of the parameters are those of a training by autograd."""
    while True:
        start = [torch.randn(shape, generator=gen) for shape in shapes]
        X = torch.rand(n, shapes[0][0], generator=gen)
        y = torch.randint(2, (n,) if preds_fn is linear else (n, 1), generator=gen).float()
        losses, after, nearest = by_autograd(preds_fn, start, X, y, lr, epochs)
        # At a kink, rounding decides about the sign of a step.
        if nearest > 1e-5:
            break

    got = student.run(training, preds_fn, start, X, y, lr, epochs)

    name = "the losses of the epochs"
    expect_numbers(numbers(got["losses"]), losses, rtol=RTOL, name=name)
    before = torch.cat([p.flatten() for p in start])
    change = (after - before).float()
    expect_close(got["params"] - before, change, axes="p", rtol=RTOL, name="the change")


def expect_draws(got: Any, right: list[Tensor], function: str) -> None:
    """The tensors drawn are these."""
    expect_results(got["first"], len(right), function)
    names = [f"the axes of tensor {i}" for i in range(1, len(right) + 1)]
    dims = [tensor.dim() for tensor in got["first"]]
    name = f"the numbers of axes of what {function} draws"
    expect_numbers(dims, [tensor.dim() for tensor in right], names=names, scale=1.0, name=name)
    shapes = [tuple(tensor.shape) for tensor in got["first"]]
    expect_equal(shapes, [tuple(tensor.shape) for tensor in right], name=f"{function}: the shapes")
    numbers_of = [torch.cat([t.detach().flatten() for t in row]) for row in (got["first"], right)]
    name = f"what {function} draws, all numbers in a row"
    expect_close(numbers_of[0], numbers_of[1], axes="number", name=name)


def expect_kind(got: Any, count: int, function: str) -> None:
    """The tensors drawn are leaves that require gradients, by the given generator alone."""
    flags = [f"tensor {i} is a leaf with requires_grad" for i in range(1, count + 1)]
    flags += ["same seed, same numbers", "other seed, other numbers", "torch's own untouched"]
    expect_yes(got["flags"], flags, name=f"answers about {function}")
