"""Inputs, right answers and readers of results for the checks of containers and networks.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks.
"""

from collections.abc import Sequence
from typing import Any

import torch
from exercises.makemore5.cases import kind, mixed, normalised, parts
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_equal, expect_that, observe

# Sums over a deep network are more than a few operations.
RTOL_DEEP = 3e-5

# Sequential. Layers have numbers from 0 on, and containers the numbers after them: a container is
# the list of the numbers that stand in it, and the last one is the model.


def nested(count: int, gen: torch.Generator, again: int = 1) -> list[list[int]]:
    """A container in a container in a model, with all of `count` layers, `again` of them twice."""
    numbers = mixed(range(count), gen)
    inner, middle, outer = numbers[:3], numbers[3:5], [*numbers[5:], *numbers[:again]]
    return [inner, mixed([*middle, count], gen), mixed([*outer, count + 1], gen)]


def layers_in(groups: Sequence[Sequence[int]], count: int, number: int) -> list[int]:
    """The layers of container `number` in their order, those of inner ones in their place."""
    if number < count:
        return [number]
    found = []
    for member in groups[number - count]:
        found += layers_in(groups, count, member)
    return found


@observe
def composed(m, norms, plain, groups, calls, x):
    """What a model makes of x: when it is new, and after `train` with each arguments of calls.

    norms  (2, 2, C) for a layer with two modes: factor and term in evaluation, and in training
    plain  (2, C) for a layer without modes
    """

    class Norm:
        def __init__(self):
            self.training = True

        def __call__(self, x):
            factor, term = self.values[int(self.training)]
            return x * factor + term

        def parameters(self):
            return []

    class Plain:
        def __call__(self, x):
            factor, term = self.values
            return x * factor + term

        def parameters(self):
            return []

    layers, containers = [Norm() for _ in norms] + [Plain() for _ in plain], []
    for members in groups:
        all_so_far = layers + containers
        containers.append(m.Sequential([all_so_far[i] for i in members]))
    # Set now, so that a container that holds copies of the layers gives other numbers.
    for layer, values in zip(layers, [*norms, *plain]):  # noqa: B905
        layer.values = values
    model, switched = containers[-1], containers[::-1] + layers[:6]
    # Without calls nothing is asked of train, and of `training`.
    ys, modes = [model(x)], [[one.training for one in switched] if calls else []]
    for arguments in calls:
        model.train(*arguments)
        ys.append(model(x))
        modes.append([one.training for one in switched])
    return {"ys": ys, "modes": modes, "out": model.out}


def expect_composed(student, gen: torch.Generator, calls: list[list[bool]], C: int) -> None:
    """Outputs and modes of a model of six layers with modes and two without."""
    sign = 2.0 * torch.randint(2, (8, 2, C), generator=gen) - 1
    factors = sign * (0.7 + 0.6 * torch.rand(8, 2, C, generator=gen))
    values = torch.stack([factors, torch.randn(8, 2, C, generator=gen)], dim=2)
    groups, x = nested(8, gen), torch.randn(3, C, generator=gen)

    got = student.run(composed, list(values[:6]), list(values[6:, 0]), groups, calls, x)

    flags = [True, *[arguments[0] if arguments else True for arguments in calls]]
    right, scale = [], 1.0
    for flag in flags:
        y = x.double()
        for number in layers_in(groups, 8, 10):
            factor, term = values[number, int(flag) if number < 6 else 0]
            y = torch.addcmul(term.double(), y, factor.double())
            scale = max(scale, float(y.abs().max()))
        right.append(y.float())
    how = {"axes": "B C", "scale": scale}
    ys = parts(got["ys"], len(flags))
    expect_close(ys[0], right[0], name="the output of a new model", **how)
    what = "training of the model, two models inside and six layers, a row for each call"
    if calls:
        modes = torch.tensor([[int(bool(flag)) for flag in row] for row in got["modes"]])
        wanted = torch.tensor(flags).long()[:, None].expand(-1, 9)
        expect_close(modes, wanted, axes="call layer", name=what)
    expect_close(got["out"], right[-1], name="out of the model", **how)
    kinds = [kind(y) for y in ys]
    expect_equal(kinds, [f"a tensor of shape (3, {C})"] * len(flags), name="the outputs")
    said = [f"train({str(arguments)[1:-1]})" for arguments in calls]
    what = f"the outputs of a new model, after {', '.join(said)}" if said else "the output"
    how["axes"] = "call B C"
    expect_close(torch.stack(ys), torch.stack(right), name=what, **how)


@observe
def two_models(m, factors, x, before, flags):
    """What two Sequentials hold, after both were made, put into these modes and called.

    before    the modes of their layers at first
    """

    class Times:
        training = True

        def __init__(self, factor):
            self.factor = factor

        def __call__(self, x):
            return x * self.factor

        def parameters(self):
            return [self.factor]

    layers = [Times(factor) for factor in factors]
    models = [m.Sequential([layer]) for layer in layers]
    for layer, model, mode, flag in zip(layers, models, before, flags):  # noqa: B905
        layer.training = mode
        model.train(flag)
    for model in models:
        model(x)
    modes = []
    if flags:  # else nothing is asked of `training`, which the lecture's container has not
        modes = [[model.training for model in models], [layer.training for layer in layers]]
    return {
        "outs": [model.out for model in models],
        "parameters": [[*model.parameters()] for model in models],
        "modes": modes,
    }


@observe
def empty(m, factor, x):
    """A Sequential without layers, alone and in another one behind a layer."""

    class Times:
        def __call__(self, x):
            return x * factor

        def parameters(self):
            return []

    model = m.Sequential([])
    alone = model(x)
    y = m.Sequential([Times(), model])(x)
    return {"alone": alone, "out": model.out, "y": y, "parameters": [*model.parameters()]}


@observe
def switched_empty(m):
    """`training` of a Sequential without layers: when it is new, then after train(False)."""
    model = m.Sequential([])
    before = model.training
    model.train(False)
    return [before, model.training]


@observe
def listed(m, tensors, owners, groups, marks):
    """What parameters() of a model lists, after each tensor was filled with its mark.

    owners  the numbers of the tensors of each layer
    """
    own = [tensor.clone() for tensor in tensors]

    class Layer:
        def __init__(self, numbers):
            self.mine = [own[i] for i in numbers]

        def __call__(self, x):
            return x

        def parameters(self):
            return self.mine

    layers, containers = [Layer(numbers) for numbers in owners], []
    for members in groups:
        all_so_far = layers + containers
        containers.append(m.Sequential([all_so_far[i] for i in members]))
    params = containers[-1].parameters()
    for tensor, mark in zip(own, marks):  # noqa: B905
        tensor.fill_(mark)
    return [*params]


def expect_listed(
    student,
    gen: torch.Generator,
    tensors: list[Tensor],
    owners: list[tuple[int, ...]],
    groups: list[list[int]],
) -> None:
    """The tensors themselves in the order of the layers, each at its first place."""
    marks = torch.rand(len(tensors), generator=gen)

    got = student.run(listed, tensors, owners, groups, marks.tolist())

    count = len(owners)
    every = [
        i for layer in layers_in(groups, count, count + len(groups) - 1) for i in owners[layer]
    ]
    wanted = sorted(set(every), key=every.index)
    expect_equal({type(p).__name__ for p in got}, {"Tensor"}, name="what is in parameters()")
    found = torch.tensor([float(p.flatten()[0]) for p in got])
    numbers = {float(mark): i for i, mark in enumerate(marks)}
    mine = [numbers.get(value, -1) for value in found.tolist()]
    expect_that(
        mine == wanted,
        name="parameters()",
        yours=f"the tensors {mine} (-1: a copy)",
        expected=f"{wanted} for the layers {[list(owner) for owner in owners]} in {groups}",
        values=found,
    )


@observe
def traced(m, kinds, x):
    """trace_shapes of a model whose layers have these class names.

    kinds  (name, keep, sizes) of each layer: it returns a tensor whose shape has the first `keep`
           sizes of what it is given, and then `sizes`
    """

    class Layer:
        def __init__(self, keep, sizes):
            self.keep = keep
            self.sizes = sizes

        def __call__(self, x):
            self.out = torch.zeros(*x.shape[: self.keep], *self.sizes)
            return self.out

    class Model:
        def __init__(self, layers):
            self.layers = layers

        def __call__(self, x):
            for layer in self.layers:
                x = layer(x)
            self.out = x
            return x

    def made(name, keep, sizes):
        class Own(Layer):
            pass

        Own.__name__ = Own.__qualname__ = name
        return Own(keep, sizes)

    return m.trace_shapes(Model([made(*k) for k in kinds]), x)


def expect_trace(got: Any, right: list[tuple[str, tuple[int, ...]]]) -> None:
    """A list of names and shapes; the shapes are compared as rows of numbers, filled up with 0."""
    what = "what trace_shapes returns"
    pairs = parts(got, len(right))
    expect_equal([kind(pair) for pair in pairs], ["a list or tuple of 2"] * len(right), name=what)
    names = [name for name, _shape in right]
    expect_equal([str(name) for name, _shape in pairs], names, name="the names")
    whole = [isinstance(shape, list | tuple) for _name, shape in pairs]
    expect_equal(whole, [True] * len(right), name="whether each shape is a list or tuple")
    mine, wanted = (
        torch.tensor([[*map(int, shape), 0, 0, 0, 0][:4] for _name, shape in table])
        for table in (pairs, right)
    )
    expect_close(mine, wanted, axes="layer axis", name="the shapes")


# The two networks


@observe
def kinds_built(m, name, sizes, options):
    """The kinds of layers that build_flat or build_hierarchical builds, as a tree."""

    def seen(layer):
        inside = [seen(inner) for inner in vars(layer).get("layers", [])]
        return {"kind": type(layer).__name__, "inside": inside}

    return seen(getattr(m, name)(*sizes, **options))


@observe
def built(m, name, sizes, options, X):
    """What build_flat or build_hierarchical builds, containers as a tree, and its output for X."""
    model = getattr(m, name)(*sizes, **options)
    logits = model(X)

    def seen(layer):
        inside = [seen(inner) for inner in vars(layer).get("layers", [])]
        values = {"kind": type(layer).__name__, "shape": layer.out.shape}
        return values | {"p": [*layer.parameters()], "inside": inside}

    return {"model": seen(model), "logits": logits}


def arguments(
    name: str, first: tuple[int, ...], emb: int, hidden: int, gen: torch.Generator
) -> tuple[tuple[int, ...], dict[str, Any]]:
    """What build_flat or build_hierarchical gets by place and by name."""
    if name == "build_flat":
        return (*first, emb, hidden), {"generator": gen}
    return first, {"n_embd": emb, "n_hidden": hidden, "generator": gen}


def flat(tree: dict) -> list[dict]:
    """The layers of a tree in their order, without the containers."""
    return [leaf for inner in tree["inside"] for leaf in flat(inner)] or [tree]


def weights_in(layers: list[dict]) -> list[Tensor]:
    """The parameters with two axes: the table and the weights."""
    return [p for layer in layers for p in layer["p"] if p.dim() == 2]


@observe
def block_sizes(m, sizes, seed):
    """For each block_size what parameters() lists, or the text "ValueError"."""
    found = []
    for size in sizes:
        generator = torch.Generator().manual_seed(seed)
        try:
            model = m.build_hierarchical(7, size, n_embd=3, n_hidden=4, generator=generator)
            found.append([*model.parameters()])
        except ValueError:
            found.append("ValueError")
    return found


def expect_block_sizes(got: Any, sizes: list[int], seed: int) -> None:
    """Networks for powers of 2, with the right numbers of parameters, else ValueError."""
    # 7 letters of 3 numbers, 6 * 4 weights, 2 * 4 of batch normalisation, 4 * 7 + 7 at the end;
    # each further level has 8 * 4 + 2 * 4.
    right = {2: 88, 4: 128, 8: 168, 16: 208, 32: 248}
    counts = []
    for params in parts(got, len(sizes)):
        refused = isinstance(params, str)
        counts.append(0 if refused else sum(p.numel() for p in params))
    wanted = torch.tensor([right.get(size, 0) for size in sizes])
    what = f"the number of parameters for block_size {sizes}"
    words = {0.0: "ValueError"}
    expect_close(torch.tensor(counts), wanted, axes="block_size", name=what, words=words)
    table = torch.randn(7, 3, generator=torch.Generator().manual_seed(seed))
    for params in got:
        if not isinstance(params, str):
            expect_close(params[0], table, axes="V C", name="the embedding")


def right_network(
    shapes: Sequence[tuple[int, int]], gen: torch.Generator, X: Tensor
) -> tuple[list[Tensor], Tensor]:
    """The table and weights of these shapes, and the right first logits for X."""
    table, *weights = [torch.randn(shape, generator=gen) for shape in shapes]
    weights = [W / W.shape[0] ** 0.5 for W in weights]
    weights[-1] = 0.1 * weights[-1]
    h = table.double()[X].transpose(1, 2)
    places = shapes[1][0] // shapes[0][1]
    for W in weights[:-1]:
        # Joining places and a linear layer behind it are one convolution.
        kernel = W.double().T.unflatten(1, (places, -1)).transpose(1, 2)
        y = F.conv1d(h, kernel, stride=places).transpose(1, 2)
        ones, zeros = torch.ones_like(y[0, 0]), torch.zeros_like(y[0, 0])
        h = normalised(y, ones, zeros)[0].transpose(1, 2).tanh()
    return [table, *weights], (h[:, :, 0] @ weights[-1].double()).float()
