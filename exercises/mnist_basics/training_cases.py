"""Inputs, right answers and drivers for the checks of batches.py, optimizer.py and training.py."""

from typing import Any

import torch
from exercises.mnist_basics.cases import batch, right_loss
from torch import Tensor

from grader import expect_close, expect_numbers, observe

# A training step changes a weight by part of its size, and rounding is about 1e-7 of that size.
RTOL_CHANGE = 1e-4


# Batches


@observe
def epochs(m, X, y, size, options, count):
    """The batches of `count` epochs: a list of [xb, yb] for each."""
    dl = m.DataLoader(list(zip(X, y)), size, **options)  # noqa: B905
    return [[[xb, yb] for xb, yb in dl] for _epoch in range(count)]


@observe
def lengths(m, cases):
    """len() of a DataLoader for each (examples, batch size, options)."""
    pair = (torch.zeros(2), torch.zeros(1))
    return [len(m.DataLoader([pair] * n, size, **options)) for n, size, options in cases]


SHUFFLED = [
    "every example once in the first epoch",
    "every example once in the second epoch",
    "x together with its own y",
    "another order than that of the dataset",
    "another order in the second epoch",
]


@observe
def shuffled(m, n, size, options):
    """1 or 0 for each of SHUFFLED."""
    X = torch.arange(float(n)).view(n, 1)
    generator = torch.Generator().manual_seed(5)
    dl = m.DataLoader(list(zip(X, 100 * X)), size, True, generator=generator, **options)  # noqa: B905
    orders, together = [], True
    for _epoch in range(2):
        batches = list(dl)
        orders.append([x for xb, _yb in batches for x in xb.flatten().tolist()])
        ys = [y for _xb, yb in batches for y in yb.flatten().tolist()]
        together = together and ys == [100 * x for x in orders[-1]]
    once = [sorted(order) == list(range(n)) for order in orders]
    mixed = orders[0] != sorted(orders[0])
    return [int(flag) for flag in [*once, together, mixed, orders[0] != orders[1]]]


ORDERED = [
    "same seed, same order",
    "other seed, other order",
    "torch's own generator untouched",
    "without a generator, another order every time",
]


@observe
def order_by_chance(m, n, size):
    """1 or 0 for each of ORDERED."""
    X = torch.arange(float(n)).view(n, 1)

    def order(**options):
        dl = m.DataLoader(list(zip(X, X)), size, shuffle=True, **options)  # noqa: B905
        return [x for xb, _yb in dl for x in xb.flatten().tolist()]

    before = torch.get_rng_state()
    first, again, other = [
        order(generator=torch.Generator().manual_seed(seed)) for seed in (11, 11, 12)
    ]
    untouched = torch.equal(before, torch.get_rng_state())
    flags = [first == again, first != other, untouched, order() != order()]
    return [int(flag) for flag in flags]


def numbered(gen: torch.Generator, n: int, k: int = 3) -> tuple[Tensor, Tensor]:
    """X (n, k) and y (n, 1), all different, so that no example can be taken for another."""
    return torch.randn(n, k, generator=gen), 1 + torch.randperm(n, generator=gen)[:, None]


def shape_of(part: Any) -> list[int] | str:
    """The shape of a tensor; of anything else what it is."""
    return list(part.shape) if isinstance(part, Tensor) else f"a {type(part).__name__}"


def expect_batches(got: list, X: Tensor, y: Tensor, sizes: list[int]) -> None:
    """One epoch of batches of these sizes, in the order of X and y."""
    for xb, _yb in got:
        if not isinstance(xb, Tensor):
            expect_close(xb, X[: sizes[0]], axes="b k", name="xb")  # says what it is
    found = [len(xb) if xb.dim() else 0 for xb, _yb in got]
    # As many numbers whatever comes, so that the message can name the first that is wrong.
    padded = (found + [0] * len(sizes))[: len(sizes)]
    names = ["how many batches", *(f"size of batch {i}" for i in range(1, len(sizes) + 1))]
    expect_numbers([len(found), *padded], [len(sizes), *sizes], names=names)
    start = 0
    for number, ((xb, yb), size) in enumerate(zip(got, sizes, strict=True), 1):
        expect_close(xb, X[start : start + size], axes="b k", name=f"xb of batch {number}")
        expect_close(yb, y[start : start + size], axes="b one", name=f"yb of batch {number}")
        start += size


# The optimizer


@observe
def steps(m, values, rows, lr, kind):
    """The numbers of all parameters, one after the other, after each step.

    rows  the gradients of the parameters for each step; None where there is none
    kind  in what the parameters are handed over
    """
    params = [value.clone().requires_grad_() for value in values]
    given = {"list": params, "tuple": tuple(params), "generator": (p for p in params)}[kind]
    opt = m.BasicOptim(given, lr)
    after = []
    for row in rows:
        for p, g in zip(params, row):  # noqa: B905
            p.grad = g
        opt.step()
        after.append(torch.cat([p.detach().flatten() for p in params]))
    return torch.stack(after)


def right_steps(values: list[Tensor], rows: list[list[Tensor | None]], lr: float) -> Tensor:
    """In float64."""
    now = [value.double() for value in values]
    after = []
    for row in rows:
        moves = [0 if g is None else lr * g.double() for g in row]
        now = [value - move for value, move in zip(now, moves, strict=True)]
        after.append(torch.cat([value.flatten() for value in now]))
    return torch.stack(after).float()


def states_of(count: int) -> list[str]:
    """What `states` looks at for so many parameters."""
    cleared = [f"parameter {i} without a gradient after zero_grad()" for i in range(1, count + 1)]
    return ["gradients kept by step()", "leaves that ask for gradients after step()", *cleared]


@observe
def states(m, values, lr):
    """1 or 0 for each of states_of(len(values)); the last one never has a gradient."""
    params = [value.clone().requires_grad_() for value in values]
    opt = m.BasicOptim(params, lr)
    sum((p**2).sum() for p in params[:-1]).backward()
    before = [p.grad.clone() for p in params[:-1]]
    opt.step()
    kept = all(
        p.grad is not None and torch.equal(p.grad, g)
        for p, g in zip(params, before)  # noqa: B905
    )
    leaves = all(p.is_leaf and p.requires_grad for p in params)
    opt.zero_grad()
    cleared = [p.grad is None or not bool(p.grad.any()) for p in params]
    return [int(flag) for flag in [kept, leaves, *cleared]]


# Training


def logits_and_labels(gen: torch.Generator, n: int) -> list[Tensor]:
    """Logits (n, 1), of which none is near 0 or 0.5, and labels (n, 1)."""
    sizes = torch.tensor([0.2, 0.3, 0.7, 1.5])[torch.randint(4, (n, 1), generator=gen)]
    signs = 2.0 * torch.randint(2, (n, 1), generator=gen) - 1
    return [signs * sizes, torch.randint(2, (n, 1), generator=gen)]


def right_share(batches: list[list[Tensor]]) -> float:
    """Counted one by one: a logit above 0 is a three."""
    pairs = [
        pair
        for logits, y in batches
        for pair in zip(logits.flatten().tolist(), y.flatten().tolist(), strict=True)
    ]
    return sum((logit > 0) == (label == 1) for logit, label in pairs) / len(pairs)


@observe
def validated(m, cases):
    """validate_epoch of each list of batches, for a model that gives 2 x - 1."""

    def model(xb):
        return 2 * xb - 1

    return [m.validate_epoch(model, batches) for batches in cases]


@observe
def trained(m, w, b, batches, lr):
    """One epoch of a linear model: w and b afterwards, and three counts.

    How many batches were taken, how often step() was called, how often with gradients there.
    """
    params = w, b = [w.clone().requires_grad_(), b.clone().requires_grad_()]
    counts = [0, 0, 0]

    class Loader:
        def __iter__(self):
            for pair in batches:
                counts[0] += 1
                yield pair

        def __len__(self):
            return len(batches)

    class Opt:
        def step(self):
            counts[1] += 1
            counts[2] += all(p.grad is not None and bool(p.grad.any()) for p in params)
            with torch.no_grad():
                for p in params:
                    if p.grad is not None:
                        p -= lr * p.grad

        def zero_grad(self):
            for p in params:
                p.grad = None

    m.train_epoch(lambda xb: xb @ w + b, Loader(), Opt())
    after = torch.cat([p.detach().flatten() for p in params])
    return {"after": after, "counts": counts}


def right_epoch(w: Tensor, b: Tensor, batches: list, lr: float) -> Tensor:
    """w and b after an epoch, one after the other, in float64."""
    w, b = w.double(), b.double()
    for xb, yb in batches:
        w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
        dw, db = torch.autograd.grad(right_loss(xb.double() @ w + b, yb), [w, b])
        w, b = w - lr * dw, b - lr * db
    return torch.cat([w.detach().flatten(), b.detach().flatten()])


def expect_epoch(student: Any, gen: torch.Generator, sizes: list[int], k: int, lr: float) -> None:
    """train_epoch takes the steps that autograd takes on batches of these sizes."""
    w, b = torch.randn(k, 1, generator=gen), torch.randn(1, generator=gen)
    batches = [[torch.randn(n, k, generator=gen), batch(gen, n)[1]] for n in sizes]

    got = student.run(trained, w, b, batches, lr)

    names = ["batches taken", "calls of step()", "calls of step() with gradients there"]
    expect_numbers(got["counts"], [len(sizes)] * 3, names=names)
    first = torch.cat([w.flatten(), b]).double()
    change = (right_epoch(w, b, batches, lr) - first).float()
    mine = (got["after"].double() - first).float()
    expect_close(mine, change, rtol=RTOL_CHANGE, name="the change of w and b in an epoch")


def net_inputs(gen: torch.Generator, n: int, k: int, h: int) -> tuple[Tensor, list[Tensor], Tensor]:
    """xb, [w1, b1, w2, b2] and an upstream gradient.

    No unit is near the bend of relu, and no sum is near 0 beside the terms that it is made of.
    """
    while True:
        xb = torch.randn(n, k, generator=gen)
        shapes = [(k, h), (h,), (h, 1), (1,)]
        params = [torch.randn(shape, generator=gen) for shape in shapes]
        dy = torch.randn(n, 1, generator=gen)
        w1, b1, w2, b2 = params
        before = xb @ w1 + b1
        hidden, dhidden = before.relu(), (dy @ w2.T) * (before > 0)
        sums = [
            (hidden @ w2 + b2, hidden.max() * w2.abs().max()),
            (hidden.T @ dy, hidden.max() * dy.abs().max()),
            (dhidden.sum(0), dhidden.abs().max()),
            (dy.sum(0), dy.abs().max()),
        ]
        large = all(float(total.abs().max()) > 0.3 * float(term) for total, term in sums)
        spread = 0.2 < float((before > 0).float().mean()) < 0.8
        if float(before.abs().min()) > 1e-3 and spread and large:
            return xb, params, dy


def right_net(xb: Tensor, params: list[Tensor], dy: Tensor) -> tuple[Tensor, list[Tensor]]:
    """The output and the gradients of torch.nn's layers, in float64."""
    w1, b1, w2, b2 = params
    net = torch.nn.Sequential(
        torch.nn.Linear(*w1.shape), torch.nn.ReLU(), torch.nn.Linear(*w2.shape)
    ).double()
    leaves = [net[0].weight, net[0].bias, net[2].weight, net[2].bias]
    with torch.no_grad():
        for leaf, value in zip(leaves, (w1.T, b1, w2.T, b2), strict=True):
            leaf.copy_(value)
    y = net(xb.double())
    dw1, db1, dw2, db2 = torch.autograd.grad((y * dy).sum(), leaves)
    return y.detach(), [dw1.T, db1, dw2.T, db2]
