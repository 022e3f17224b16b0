"""Inputs, right answers and readers of results for the checks of containers and networks.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks.
"""

from typing import Any

import torch
from exercises.makemore5.cases import normalised
from torch import Tensor

from grader import expect_close, expect_equal, observe

# Sums over a deep network are more than a few operations.
RTOL_DEEP = 3e-5

# Sequential


@observe
def compose(m, factors, terms, x):
    """What a Sequential of Sequentials makes of x, `out` outside and inside, and the layers."""

    class Times:
        def __init__(self, factor):
            self.factor = factor

        def __call__(self, x):
            return x * self.factor

        def parameters(self):
            return [self.factor]

    class Plus(Times):
        def __call__(self, x):
            return x + self.factor

    a, b, c = Times(factors[0]), Plus(terms[0]), Times(factors[1])
    inner = m.Sequential([b, c])
    layers = [a, inner, Plus(terms[1]), a]
    outer = m.Sequential(layers)
    y = outer(x)
    kept = [int(mine is theirs) for mine, theirs in zip(outer.layers, layers)]  # noqa: B905
    return {"y": y, "out": outer.out, "inner": inner.out, "layers": torch.tensor(kept)}


@observe
def empty(m, x):
    """What a Sequential without layers makes of x, and the number of its parameters."""
    model = m.Sequential([])
    y = model(x)
    model.train(False)
    return {"y": y, "parameters": len(model.parameters()), "training": bool(model.training)}


@observe
def listed(m, tensors, order):
    """Which of the tensors parameters() lists, by their numbers (-1: a copy).

    order  the layers: a number is a layer with that tensor, a pair of numbers one with two, a list
           a Sequential; the same number is the same layer
    """

    class Layer:
        def __init__(self, numbers):
            self.mine = [tensors[i] for i in numbers]

        def __call__(self, x):
            return x

        def parameters(self):
            return self.mine

    made = {}

    def layer(what):
        if isinstance(what, list):
            return m.Sequential([layer(inner) for inner in what])
        numbers = what if isinstance(what, tuple) else (what,)
        return made.setdefault(numbers, Layer(numbers))

    found = []
    for p in layer(order).parameters():
        numbers = [i for i, tensor in enumerate(tensors) if tensor is p]
        found.append(numbers[0] if numbers else -1)
    return torch.tensor(found, dtype=torch.int64)


@observe
def switched(m, flags):
    """`training` of a model, of models inside it and of their layers after each `train` in flags.

    A flag None is a call without argument. The first row is that of the new model.
    """

    class Norm:
        def __init__(self):
            self.training = True

        def __call__(self, x):
            return x

        def parameters(self):
            return []

    class Plain:
        def __call__(self, x):
            return x

        def parameters(self):
            return []

    first, second, third = Norm(), Norm(), Norm()
    deep = m.Sequential([Plain(), second])
    inner = m.Sequential([deep, third, Plain()])
    model = m.Sequential([Plain(), first, inner, Plain()])
    watched = [model, inner, deep, first, second, third]
    rows = [[int(w.training) for w in watched]]
    for flag in flags:
        if flag is None:
            model.train()
        else:
            model.train(flag)
        rows.append([int(w.training) for w in watched])
    return torch.tensor(rows)


@observe
def traced(m, kinds, x):
    """trace_shapes of a model whose layers have these class names and sizes, as plain values.

    kinds  (name, how, size): "rows" looks numbers up in a table of `size` numbers a row, "join"
           joins that many places, "last" gives the last axis that size, "same" changes nothing
    """

    class Layer:
        def __init__(self, how, size):
            self.how = how
            self.size = size

        def __call__(self, x):
            if self.how == "rows":
                self.out = torch.zeros(*x.shape, self.size)
            elif self.how == "join":
                joined = x.reshape(x.shape[0], x.shape[1] // self.size, -1)
                self.out = joined[:, 0] if joined.shape[1] == 1 else joined
            elif self.how == "last":
                self.out = torch.zeros(*x.shape[:-1], self.size)
            else:
                self.out = x + 0
            return self.out

    class Model:
        def __init__(self, layers):
            self.layers = layers

        def __call__(self, x):
            for layer in self.layers:
                x = layer(x)
            self.out = x
            return x

    layers = [type(name, (Layer,), {})(how, size) for name, how, size in kinds]
    got = m.trace_shapes(Model(layers), x)
    try:
        return [(str(name), [int(size) for size in shape]) for name, shape in got]
    except (TypeError, ValueError):
        return f"a value of type {type(got).__name__}"


def expect_trace(got: Any, right: list[tuple[str, tuple[int, ...]]]) -> None:
    """A list of names and shapes; the shapes are compared as rows of numbers, filled up with 0."""
    found = got if isinstance(got, str) else "a list of names and shapes"
    expect_equal(found, "a list of names and shapes", name="what trace_shapes returns")
    names = [name for name, _shape in right]
    expect_equal([name for name, _shape in got], names, name="the names")
    rows = [[(*shape, 0, 0, 0)[:4] for _name, shape in pairs] for pairs in (got, right)]
    expect_close(torch.tensor(rows[0]), torch.tensor(rows[1]), axes="layer axis", name="the shapes")


# The two networks


@observe
def built(m, name, sizes, X):
    """What build_flat or build_hierarchical builds, and what it gives for X.

    sizes  vocab_size, block_size, n_embd, n_hidden, generator; block_size None leaves it out
    """
    vocab, block, emb, hidden, generator = sizes
    if name == "build_hierarchical":
        first = (vocab,) if block is None else (vocab, block)
        model = m.build_hierarchical(*first, n_embd=emb, n_hidden=hidden, generator=generator)
    else:
        model = m.build_flat(vocab, block, emb, hidden, generator=generator)

    def flat(layers):
        found = []
        for layer in layers:
            inside = getattr(layer, "layers", None)
            found += [layer] if inside is None else flat(inside)
        return found

    layers = flat(model.layers)
    logits = model(X)
    return {
        "kinds": [type(layer).__name__ for layer in layers],
        "shapes": [tuple(layer.out.shape) for layer in layers],
        "weights": [layer.weight for layer in layers if hasattr(layer, "weight")],
        "biases": [int(layer.bias is not None) for layer in layers if hasattr(layer, "bias")],
        "parameters": sum(p.numel() for p in model.parameters()),
        "logits": logits,
    }


@observe
def block_sizes(m, sizes):
    """For each block_size: 1 if build_hierarchical raises ValueError, else 0."""
    found = []
    for size in sizes:
        generator = torch.Generator().manual_seed(1)
        try:
            m.build_hierarchical(7, size, n_embd=3, n_hidden=4, generator=generator)
        except ValueError:
            found.append(1)
        else:
            found.append(0)
    return torch.tensor(found)


def right_network(
    vocab: int, block: int, emb: int, hidden: int, gen: torch.Generator, X: Tensor, join: int
) -> tuple[list[Tensor], Tensor]:
    """The weights in their order and the right first logits for X; `join` places at a time."""
    weights = [torch.randn(vocab, emb, generator=gen)]
    width, left = emb, block
    while left > 1:
        fan_in, left = join * width, left // join
        weights.append(torch.randn(fan_in, hidden, generator=gen) / fan_in**0.5)
        width = hidden
    weights.append(0.1 * torch.randn(hidden, vocab, generator=gen) / hidden**0.5)
    h = weights[0].double()[X]
    ones, zeros = (torch.full((hidden,), v, dtype=torch.float64) for v in (1.0, 0.0))
    for W in weights[1:-1]:
        h = torch.cat([h[:, k::join] for k in range(join)], dim=2)
        h = torch.tanh(normalised(h @ W.double(), ones, zeros)[0])
    return weights, (h[:, 0] @ weights[-1].double()).float()
