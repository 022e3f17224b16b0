"""Inputs and right answers for the checks of this topic. Nothing in here is to be solved.

A check of one step needs f (the forward values), g (the gradients that are already known) and the
right answer. They come from `forward` and autograd in float64; what a solution gets is rounded to
float32. There are two kinds of case.

The real path: all gradients belong to the loss.

A cut: at one value, the cut, the gradient is made of random numbers. The gradients from there on,
towards the parameters, follow from those numbers. The gradients nearer the loss are random and
fit nothing. Two things need this: a step is right whatever comes from above, and some gradients,
such as the one of logit_maxes, are 0 on the real path, where a wrong answer looks right.
"""

from collections.abc import Iterator
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

import torch
from exercises.makemore4.forward import forward, init_params
from torch import Tensor
from torch.nn import functional as F

from grader import Values

# The 26 gradients in the order in which they are found, and the names of their axes:
# n examples, V letters, H hidden units, T letters of context, e numbers a letter, D = T * e.
NODES = {
    "logprobs": "n V",
    "probs": "n V",
    "counts_sum_inv": "n 1",
    "counts_sum": "n 1",
    "counts": "n V",
    "norm_logits": "n V",
    "logit_maxes": "n 1",
    "logits": "n V",
    "h": "n H",
    "W2": "H V",
    "b2": "V",
    "hpreact": "n H",
    "bngain": "1 H",
    "bnbias": "1 H",
    "bnraw": "n H",
    "bnvar_inv": "1 H",
    "bnvar": "1 H",
    "bndiff2": "n H",
    "bndiff": "n H",
    "bnmeani": "1 H",
    "hprebn": "n H",
    "embcat": "n D",
    "W1": "D H",
    "b1": "H",
    "emb": "n T e",
    "C": "V e",
}

# Where the random numbers may start. An answer that is right at one of the cuts is right.
CUTS = {
    "probs": ("logprobs",),
    "counts_sum_inv": ("probs", "logprobs"),
    "counts_sum": ("probs", "logprobs"),
    "counts": ("probs", "logprobs"),
    "norm_logits": ("counts", "probs"),
    "logit_maxes": ("norm_logits", "counts"),
    "logits": ("norm_logits", "counts"),
    "h": ("logits",),
    "W2": ("logits",),
    "b2": ("logits",),
    "hpreact": ("h", "logits"),
    "bngain": ("hpreact", "h"),
    "bnbias": ("hpreact", "h"),
    "bnraw": ("hpreact", "h"),
    "bnvar_inv": ("bnraw", "hpreact"),
    "bnvar": ("bnraw", "hpreact"),
    "bndiff2": ("bnraw", "hpreact"),
    "bndiff": ("bnraw", "hpreact"),
    "bnmeani": ("bnraw", "hpreact"),
    "hprebn": ("bnraw", "hpreact"),
    "embcat": ("hprebn",),
    "W1": ("hprebn",),
    "b1": ("hprebn",),
    "emb": ("embcat", "hprebn"),
    "C": ("emb", "embcat"),
}

# Beside an ordinary variance of about 3 the 1e-5 is lost in rounding. For this step, on the real
# path, the inputs of batch normalisation are made this much smaller.
SMALLER = {"bnvar": 0.05}

# Below it, the rounding of float32 shows in the gradients of W1 and C.
MIN_BNVAR = 0.01


class Sizes(NamedTuple):
    """The sizes of a network and its batch."""

    n: int
    V: int
    e: int
    T: int
    H: int


LECTURE = Sizes(n=32, V=27, e=10, T=3, H=64)


class Case(NamedTuple):
    """The arguments of one call, and the answers that are right for it."""

    f: Values
    g: Values
    right: list[Tensor]


def real_path(
    name: str,
    sizes: Sizes,
    gen: torch.Generator,
    spread: float = 1.0,
    *,
    other_layout: bool = False,
) -> Case:
    """A case for the step `name` ("dprobs") in which all gradients belong to the loss.

    With `other_layout` no tensor of more than one axis is contiguous.
    """
    return _case(name, None, other_layout, sizes, gen, spread)


def cut(
    name: str, where: str, sizes: Sizes, gen: torch.Generator, *, other_layout: bool = False
) -> Case:
    """A case for the step `name` in which the gradient of the value `where` is random."""
    return _case(name, where, other_layout, sizes, gen, 1.0)


def cuts(
    name: str, sizes: Sizes, gen: torch.Generator, *, other_layout: bool = False
) -> Iterator[Case]:
    """The cases for the step `name` with random numbers from above: one batch, every cut."""
    start = gen.get_state()
    for where in CUTS[name.removeprefix("d")]:
        gen.set_state(start)
        yield cut(name, where, sizes, gen, other_layout=other_layout)


def axes(name: str) -> str:
    """The names of the axes of a step's answer: "n V" for "dprobs"."""
    return NODES[name.removeprefix("d")]


def scale(name: str, case: Case) -> float | None:
    """The size of the terms of the step `name` where they may cancel: in batch normalisation."""
    if name not in ("dbndiff", "dbnmeani", "dhprebn"):
        return None
    return float((case.f.bnvar_inv * case.g.bnraw).abs().max())


def worked_example(bngain: list[float], bnbias: list[float]) -> Values:
    """The forward pass of the examples in the handout: 3 examples, 4 letters, 2 hidden units."""
    params = {
        "C": [[1.0], [2.0], [3.0], [4.0]],
        "W1": [[10.0, 0.0], [0.0, 4.0]],
        "b1": [5.0, -1.0],
        "bngain": [bngain],
        "bnbias": [bnbias],
        "W2": [[1.0, 0.0, 2.0, -1.0], [0.0, -1.0, 1.0, 3.0]],
        "b2": [0.0, 0.5, 0.0, -0.5],
    }
    X, Y = torch.tensor([[0, 2], [1, 0], [2, 1]]), torch.tensor([1, 3, 1])
    doubles = {k: torch.tensor(v, dtype=torch.float64) for k, v in params.items()}
    return Values(**{k: _single(v) for k, v in vars(forward(doubles, X, Y)).items()})


def known(name: str, f: Values, by_hand: dict[str, Tensor], gen: torch.Generator) -> Values:
    """g for the step `name` of a worked example: the gradients `by_hand`, noise nearer the loss."""
    before = list(NODES)[: list(NODES).index(name.removeprefix("d"))]
    noise = _noises({k: getattr(f, k) for k in before if f"d{k}" not in by_hand}, gen)
    return Values(**{k: noise[k] if k in noise else by_hand[f"d{k}"] for k in before})


def batch(
    sizes: Sizes, gen: torch.Generator, spread: float = 1.0
) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """Parameters in float64, X and Y; the logits spread about 0 by 1.3 * spread.

    A letter occurs twice in X. In row 0 the right letter has the largest logit, in row 1 it has
    not. No row has two largest logits. At least 3 rows of X differ, and no hidden unit has nearly
    the same hprebn in all rows: otherwise a gradient is near 0, or a large bnvar_inv enlarges the
    rounding of float32.
    """
    n, V, e, T, H = sizes
    while True:
        params = init_params(V, e, T, H, generator=gen, dtype=torch.float64)
        params["W2"] *= 2 * spread
        X = torch.randint(V, (n, T), generator=gen)
        Y = torch.randint(V, (n,), generator=gen)
        X[-1, -1] = X[0, 0]
        _hprebn, bnvar, logits = scores(params, X)
        first, second = logits.topk(2, dim=1).values.unbind(1)
        different = len(set(map(tuple, X.tolist()))) >= 3 and bnvar.min() > MIN_BNVAR
        if different and (first - second).min() > 1e-4:
            break
    best = logits.argmax(dim=1)
    Y[0], Y[1] = best[0], (best[1] + 1) % V
    return params, X, Y


def scores(params: dict[str, Tensor], X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(hprebn, bnvar, logits) of the forward pass, in few operations."""
    hprebn = params["C"][X].flatten(1) @ params["W1"] + params["b1"]
    bnvar, mean = torch.var_mean(hprebn, dim=0, keepdim=True)
    bnraw = (hprebn - mean) * (bnvar + 1e-5) ** -0.5
    h = torch.tanh(params["bngain"] * bnraw + params["bnbias"])
    return hprebn, bnvar, h @ params["W2"] + params["b2"]


def _case(
    name: str, where: str | None, other: bool, sizes: Sizes, gen: torch.Generator, spread: float
) -> Case:
    node = name.removeprefix("d")
    smaller = SMALLER.get(node, 1.0) if where is None else 1.0
    batch_of = (bytes(gen.get_state().numpy()), sizes, spread, smaller)
    found, f, grads = _pass(*batch_of), _values(other, *batch_of), _grads(where, other, *batch_of)
    gen.set_state(found.gen_state)
    names = list(NODES)
    g = grads.only(names[: names.index(node)])
    right = [getattr(grads, node)]
    if name == "dlogits" and where is not None:  # found from f alone, without going back in steps
        right.append(found.fused_dlogits)
    return Case(f, g, right)


class _Pass(NamedTuple):
    """A forward pass in float64, and the state of the generator after it."""

    f: SimpleNamespace
    fused_dlogits: Tensor
    gen_state: Tensor


# The checks of all steps start from the same state: what they share is computed once for them, and
# kept for the next submission at the same place of the pool (22 states a place).
@lru_cache(maxsize=512)
def _pass(gen_state: bytes, sizes: Sizes, spread: float, smaller: float) -> _Pass:
    gen = torch.Generator()
    gen.set_state(torch.frombuffer(bytearray(gen_state), dtype=torch.uint8))
    params, X, Y = batch(sizes, gen, spread)
    params["W1"] *= smaller
    f = forward({k: p.requires_grad_() for k, p in params.items()}, X, Y)
    [fused] = torch.autograd.grad(F.cross_entropy(f.logits, Y), f.logits, retain_graph=True)
    return _Pass(f, _single(fused), gen.get_state())


@lru_cache(maxsize=512)
def _values(other: bool, gen_state: bytes, sizes: Sizes, spread: float, smaller: float) -> Values:
    f = _pass(gen_state, sizes, spread, smaller).f
    return Values(**{k: _laid(_single(v), other) for k, v in vars(f).items()})


@lru_cache(maxsize=1024)
def _grads(
    where: str | None, other: bool, gen_state: bytes, sizes: Sizes, spread: float, smaller: float
) -> Values:
    found = _pass(gen_state, sizes, spread, smaller)
    gen = torch.Generator()
    gen.set_state(found.gen_state)
    loss, names, noise = found.f.loss, list(NODES), {}
    if where is not None:  # a loss whose gradient at the cut is random; other numbers at each cut
        noise = _noises({k: getattr(found.f, k) for k in names}, gen)
        loss = (getattr(found.f, where) * noise[where]).sum()
        # Nobody asks what comes behind the last step that has its cut here.
        names = names[: 1 + max(names.index(k) for k, places in CUTS.items() if where in places)]
    nodes = {k: getattr(found.f, k) for k in names}
    back = torch.autograd.grad(loss, list(nodes.values()), retain_graph=True, allow_unused=True)
    # None: nearer the loss than the cut
    singles = {
        k: noise[k] if grad is None else grad.float() for k, grad in zip(nodes, back, strict=True)
    }
    return Values(**{k: _laid(v, other) for k, v in singles.items()})


def _noises(like: dict[str, Tensor], gen: torch.Generator) -> dict[str, Tensor]:
    """Random numbers in float32 in the shapes of all these values, drawn at once."""
    sizes = [v.numel() for v in like.values()]
    parts = torch.randn(sum(sizes), generator=gen).split(sizes)
    return {k: part.view(v.shape) for (k, v), part in zip(like.items(), parts, strict=True)}


def _laid(t: Tensor, other: bool) -> Tensor:
    """The same numbers, if asked for the other way round in memory."""
    return t.mT.contiguous().mT if other and t.ndim > 1 else t


def _single(t: Tensor) -> Tensor:
    return t.detach().float() if t.is_floating_point() else t
