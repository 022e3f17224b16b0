"""Inputs and right answers for the checks of linear.py, nets.py and training.py, by torch."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch
from exercises.tabular_from_scratch.cases import (
    expect_results,
    expect_untouched,
    numbers,
    told_by,
)
from torch import Tensor, nn
from torch.nn import functional as F

from grader import expect_close, expect_equal, expect_numbers, expect_that, observe

# The rounding of a few float32 steps is about 1e-6 of the change; a wrong step changes percents.
RTOL = 1e-4


@observe
def with_arguments(m, name, *args):
    """What a call returns, and its arguments as they are afterwards."""
    return {"result": getattr(m, name)(*args), "arguments": list(args)}


def expect_loss(got: Any, right: float, name: str) -> None:
    """got is this loss, as a number or a tensor of one entry."""
    expect_numbers(numbers([got]), [right], names=[name], rtol=1e-5)


def rows_for(gen: torch.Generator, preds: Tensor, coeffs: Tensor) -> Tensor:
    """X (n, k) for which a linear model with these coefficients has these predictions.

    Multiples of the coefficients, and what is at right angles to them.
    """
    across = torch.zeros_like(coeffs)
    even = coeffs[: len(coeffs) // 2 * 2]
    across[: len(even)] = torch.stack([even[1::2], -even[::2]], dim=1).flatten()
    noise = torch.randn(len(preds), generator=gen, dtype=preds.dtype)
    return torch.outer(preds, coeffs / coeffs.square().sum()) + torch.outer(noise, across)


def a_problem(
    gen: torch.Generator, n: int, k: int, dtype: torch.dtype = torch.float32
) -> tuple[Tensor, Tensor, Tensor]:
    """(coeffs, X, y) of a linear model; no prediction is nearly right, no gradient nearly 0."""
    while True:
        coeffs = torch.randn(k, generator=gen, dtype=dtype)
        X = torch.randn(n, k, generator=gen, dtype=dtype)
        y = torch.randint(2, (n,), generator=gen).to(dtype)
        distances = (F.linear(X.double(), coeffs.double()) - y).abs()
        if distances.min() > 1e-4 and mae_grad(coeffs, X, y).abs().max() > 0.02:
            return coeffs, X, y


def mae_grad(coeffs: Tensor, X: Tensor, y: Tensor) -> Tensor:
    """By autograd in float64."""
    c = coeffs.double().requires_grad_()
    loss = F.l1_loss(F.linear(X.double(), c), y.double())
    return torch.autograd.grad(loss, c)[0].to(coeffs.dtype)


def a_net(
    gen: torch.Generator, sizes: list[int], dtype: torch.dtype = torch.float32
) -> tuple[list[Tensor], list[Tensor]]:
    """(layers, consts) with numbers of both signs that keep the sigmoid off its ends."""
    layers = [torch.randn(a, b, generator=gen, dtype=dtype) / a**0.5 for a, b in pairwise(sizes)]
    consts = [0.3 + 0.7 * torch.rand(1, generator=gen, dtype=dtype)[0] for _layer in layers]
    return layers, consts


def right_net(layers: list[Tensor], consts: list[Tensor]) -> nn.Sequential:
    """Modules of torch with these weights, in float64."""
    modules: list[nn.Module] = []
    for layer, const in zip(layers, consts, strict=True):
        linear = nn.Linear(*layer.shape, dtype=torch.float64)
        linear.weight.data.copy_(layer.detach().T)
        linear.bias.data.fill_(float(const))
        modules += [linear, nn.ReLU()]
    return nn.Sequential(*modules[:-1], nn.Sigmoid())


def right_preds(layers: list[Tensor], consts: list[Tensor], X: Tensor) -> Tensor:
    """What the modules of torch give."""
    with torch.no_grad():
        return right_net(layers, consts)(X.double()).to(X.dtype)


def straddling(layers: list[Tensor], consts: list[Tensor], X: Tensor) -> list[Tensor]:
    """consts with another last one: logits of X lie on both sides of 0, that of one row below."""
    with torch.no_grad():
        z = right_net(layers, [*consts[:-1], torch.tensor(0.0)])[:-1](X.double())
    return [*consts[:-1], (-(z.max() + z.min()) / 2 - 0.2).to(X.dtype)]


@observe
def net_gradients(m, name, params, nested, X, push):
    """The predictions, and what backward() of their sum times `push` leaves for the parameters."""
    leaves = list(params)
    if nested:
        leaves = [p for part in params for p in part]
    leaves = [p.requires_grad_() for p in leaves]
    one = torch.ones((), requires_grad=True)  # so that there is a way back in any case
    preds = getattr(m, name)(params, X)
    ((preds * push).sum() * one).backward()
    return {"preds": preds.detach(), "gradients": [p.grad for p in leaves]}


def expect_net_gradients(
    got: dict[str, Any],
    layers: list[Tensor],
    consts: list[Tensor],
    X: Tensor,
    push: Tensor,
    of: list[int],
) -> None:
    """The gradients of all layers, and of the constants of the layers `of`, are those of torch."""
    net = right_net(layers, consts)
    found = torch.autograd.grad((net(X) * push).sum(), list(net.parameters()))
    # One number is the bias of all units of a layer.
    right = [grad.T for grad in found[::2]] + [found[1::2][i].sum() for i in of]
    told = [*told_by(got["preds"]), *(float(grad is not None) for grad in got["gradients"])]
    names = [f"layer {i + 1}" for i in range(len(layers))] + [f"const {i + 1}" for i in of]
    for name, mine, theirs in zip(names, got["gradients"], right, strict=True):
        expect_that(
            mine is not None,
            name=f"the gradient of {name}",
            yours="none: autograd cannot follow the predictions back to it",
            expected="one that autograd finds",
            values=told,
        )
        expect_close(mine, theirs, scale=0.1, name=f"the gradient of {name}")


@observe
def made(m, name, sizes, nested, seed, own, pushes):
    """The tensors p of init_two_layer or, in two lists, init_deep, as numbers and as parameters.

    gradients: what backward() of the sum of push * p^3 leaves in .grad; after: what torch's own
    chance, with the seed `own`, gives after the call; left: what the given generator does.
    """
    import warnings

    torch.manual_seed(own)
    generator = torch.Generator().manual_seed(seed)
    tensors = list(getattr(m, name)(*sizes, generator=generator))
    after, left = torch.rand(5), torch.rand(4, generator=generator)
    if nested:
        tensors = [p for part in tensors for p in part]
    one = torch.ones((), requires_grad=True)  # so that there is a way back in any case
    total = sum((p**3 * push).sum() for p, push in zip(tensors, pushes))  # noqa: B905
    (total * one).backward()
    with warnings.catch_warnings(action="ignore"):  # of what is no leaf, torch says so
        gradients = [p.grad for p in tensors]
    return {
        "values": [p.detach() for p in tensors],
        "gradients": gradients,
        "attributes": [[p.is_leaf, p.requires_grad] for p in tensors],
        "after": after,
        "left": left,
    }


@observe
def update(m, start, rows, lr, idle, recorded):
    """The parameters after a step for every row of slopes, and what their .grad holds then.

    A row has pairs (i, slope): the gradient of parameter p is its slope plus p. Parameters that
    are in no pair have none. `idle`: one more call then, without a backward pass. `recorded`:
    autograd records what happens around the calls; the lecture calls it under torch.no_grad().
    """
    params = [p.clone().requires_grad_() for p in start]
    kept = list(params)
    after = []
    for row in rows:
        one = torch.ones((), requires_grad=True)  # so that there is a way back in any case
        total = sum((kept[i] * slope + kept[i] ** 2 / 2).sum() for i, slope in row)
        (total * one).backward()
        with torch.set_grad_enabled(recorded):
            m.update_coeffs(params, lr)
        after.append(torch.cat([p.detach().clone().flatten() for p in kept]))
    if idle:
        with torch.set_grad_enabled(recorded):
            m.update_coeffs(params, lr)
        after.append(torch.cat([p.detach().clone().flatten() for p in kept]))
    return {"after": torch.stack(after), "gradients": [p.grad for p in kept]}


def slopes_for(
    gen: torch.Generator, start: list[Tensor], steps: int, without: tuple[int, ...] = ()
) -> list[list[tuple[int, Tensor]]]:
    """Rows of slopes for `update`, none for the parameters `without`."""
    chosen = [i for i in range(len(start)) if i not in without]
    return [[(i, torch.randn(start[i].shape, generator=gen)) for i in chosen] for _ in range(steps)]


def expect_empty(got: Any, start: list[Tensor], moved: Tensor) -> None:
    """`update` has moved the parameters here, and left gradients that are zeros or None."""
    pairs = zip(got["gradients"], start, strict=True)
    found = [torch.zeros_like(p) if grad is None else grad for grad, p in pairs]
    mine = torch.cat([got["after"][-1], *(grad.flatten() for grad in found)])
    right = torch.cat([moved, torch.zeros_like(moved)])
    name = "the parameters after the step, then their gradients, where None is read as 0"
    expect_close(mine, right, axes="number", name=name)


def right_update(start: list[Tensor], rows: list[list[Any]], lr: float) -> Tensor:
    """The parameters after each step, one row a step, in float64."""
    params, found = [p.double() for p in start], []
    for row in rows:
        for i, slope in row:
            params[i] = params[i] - lr * (slope.double() + params[i])
        found.append(torch.cat([p.flatten() for p in params]))
    return torch.stack(found).float()


@observe
def squares(params, X):
    """A model of the squares of X, (n,)."""
    return X.square() @ params[0]


@observe
def raised_squares(params, X):
    """The same with weights (k, 1), and a constant; (n, 1)."""
    return X.square() @ params[0] + params[1]


@observe
def training(m, preds_fn, start, X, y, lr, epochs):
    """The losses, and the parameters as they are afterwards."""
    params = [p.clone().requires_grad_() for p in start]
    kept = list(params)
    losses = m.train(preds_fn, params, X, y, lr, epochs)
    after = torch.cat([p.detach().flatten() for p in kept])
    return {"losses": losses, "params": after, "X": X, "y": y}


def expect_training(
    student: Any,
    preds_fn: Callable[..., Any],
    given: tuple[list[Tensor], Tensor, Tensor, float, int],
    right: tuple[list[float], Tensor],
) -> None:
    """train(preds_fn, *given) has these losses and brings the parameters here, all in a row."""
    got = student.run(training, preds_fn, *given)

    name = "the losses of the epochs"
    expect_numbers(numbers(got["losses"]), right[0], rtol=RTOL, name=name)
    before = torch.cat([p.flatten() for p in given[0]])
    change = (right[1] - before).float()
    expect_close(got["params"] - before, change, axes="p", rtol=RTOL, name="the change")
    for name, value in (("X", given[1]), ("y", given[2])):
        expect_close(got[name], value, name=f"{name} after the call")


def expect_straight_training(
    student: Any,
    gen: torch.Generator,
    preds_fn: Callable[..., Any],
    shapes: list[tuple[int, ...]],
    n: int,
    lr: float,
    epochs: int,
) -> None:
    """Training is right where no error changes its sign: then all steps are the same one.

    The gradient is that of the start, by autograd, and the loss falls by lr times its square.
    """
    while True:
        start = [torch.randn(shape, generator=gen) for shape in shapes]
        X = torch.rand(n, shapes[0][0], generator=gen)
        preds = preds_fn(start, X)
        sizes = 1 + 2 * torch.rand(preds.shape, generator=gen)
        errors = torch.where(torch.rand(preds.shape, generator=gen) < 0.4, sizes, -sizes)
        leaves = [p.double().requires_grad_() for p in start]
        loss = F.l1_loss(preds_fn(leaves, X.double()), (preds - errors).double())
        grads = torch.autograd.grad(loss, leaves)
        ends = [(p - epochs * lr * g).detach() for p, g in zip(leaves, grads, strict=True)]
        last = preds_fn(ends, X.double()) - (preds - errors)
        if bool((last * errors > 1e-3).all()):
            break
    fall = lr * sum(float(g.square().sum()) for g in grads)
    losses = [loss.item() - epoch * fall for epoch in range(epochs)]
    given = (start, X, preds - errors, lr, epochs)
    expect_training(student, preds_fn, given, (losses, torch.cat([p.flatten() for p in ends])))


def right_draws(
    seed: int, shapes: list[tuple[int, ...]], shifts: list[float], scales: list[float]
) -> list[Tensor]:
    """(u - shift) * scale of the numbers u that torch.rand draws for these shapes in turn."""
    counts = torch.tensor([math.prod(shape) for shape in shapes])
    u = torch.rand(int(counts.sum()), generator=torch.Generator().manual_seed(seed))
    shift, scale = (torch.tensor(each).repeat_interleave(counts) for each in (shifts, scales))
    rows = ((u - shift) * scale).split(counts.tolist())
    return [row.view(shape) for row, shape in zip(rows, shapes, strict=True)]


def two_layer_draws(seed: int, k: int, h: int) -> list[Tensor]:
    """What init_two_layer draws, as its docstring says."""
    return right_draws(seed, [(k, h), (h, 1), ()], [0.5, 0.3, 0.0], [1 / h, 1.0, 1.0])


def deep_draws(seed: int, sizes: list[int]) -> list[Tensor]:
    """What init_deep draws, as its docstring says."""
    shapes, layers = list(pairwise(sizes)), len(sizes) - 1
    scales = [4 / size for size in sizes[1:]] + [0.1] * layers
    return right_draws(seed, [*shapes, *[()] * layers], [0.3] * layers + [0.5] * layers, scales)


def flat(result: Any) -> list[Any]:
    """The results in a row, also where they come in several lists."""
    if isinstance(result, tuple | list):
        return [tensor for part in result for tensor in flat(part)]
    return [result]


def expect_draws(got: Any, right: list[Tensor], function: str) -> None:
    """The tensors drawn are these."""
    drawn = flat(got)
    expect_results(drawn, len(right), function)
    shown = [type(tensor).__name__ for tensor in drawn if not isinstance(tensor, Tensor)]
    expect_equal(shown, [], name=f"what {function} returns beside tensors")
    names = [f"the axes of tensor {i}" for i in range(1, len(right) + 1)]
    dims = [tensor.dim() for tensor in drawn]
    name = f"the numbers of axes of what {function} draws"
    expect_numbers(dims, [tensor.dim() for tensor in right], names=names, scale=1.0, name=name)
    shapes = [tuple(tensor.shape) for tensor in drawn]
    expect_equal(shapes, [tuple(tensor.shape) for tensor in right], name=f"{function}: the shapes")
    numbers_of = [torch.cat([t.detach().flatten() for t in row]) for row in (drawn, right)]
    name = f"what {function} draws, all numbers in a row"
    expect_close(numbers_of[0], numbers_of[1], axes="number", name=name)


def expect_parameters(
    student: Any, gen: torch.Generator, rng: Any, name: str, sizes: list[Any], right: Any
) -> None:
    """init_two_layer or init_deep gives leaves that keep gradients, by the given generator alone.

    right: the tensors that are drawn with a seed.
    """
    seed, own = rng.sample(range(10**6), 2)
    pushes = [torch.randn(p.shape, generator=gen) for p in right(seed)]

    got = student.run(made, name, sizes, name == "init_deep", seed, own, pushes)

    expect_draws(got["values"], right(seed), name)
    told = [*told_by(got["values"]), *(float(a) for two in got["attributes"] for a in two)]
    trios = zip(got["values"], got["gradients"], pushes, strict=True)
    for number, (value, gradient, push) in enumerate(trios, 1):
        leaf, asked = got["attributes"][number - 1]
        what = f".grad of tensor {number} of {name} after backward()"
        expect_that(
            gradient is not None,
            name=what,
            yours=f"None (is_leaf is {leaf}, requires_grad is {asked})",
            expected="a gradient, as a leaf with requires_grad=True has",
            values=told,
        )
        p = value.clone().requires_grad_()
        expect_close(gradient, torch.autograd.grad((p**3).sum(), p)[0] * push, name=what)
    expect_untouched(got["after"], own)
    count = sum(p.numel() for p in right(seed))
    drawn = torch.rand(count + 4, generator=torch.Generator().manual_seed(seed))
    name = f"what the generator draws after the tensors of {name}"
    expect_close(got["left"], drawn[count:], name=name)
