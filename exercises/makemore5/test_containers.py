"""Visible checks for containers.py. Grading uses its own copy of this file."""

import torch
from exercises.makemore5.cases import mixed
from exercises.makemore5.model_cases import (
    empty,
    expect_composed,
    expect_listed,
    expect_trace,
    nested,
    switched_empty,
    traced,
    two_models,
)

from grader import BEYOND, expect_close, expect_equal, task


@task("Sequential")
def test_sequential_compose(student, gen):
    """passes on from layer to layer, also through a Sequential inside"""
    expect_composed(student, gen, [], 4)


@task("Sequential")
def test_two_sequentials(student, gen):
    """two models share nothing: layers, out and parameters are each one's own"""
    factors, x = list(torch.randn(2, 3, generator=gen)), torch.randn(4, 3, generator=gen)

    got = student.run(two_models, factors, x, [], [])

    for i, which in enumerate(("first", "second")):
        of_one = f"of the {which} of two models, after both were made and called"
        expect_close(got["outs"][i], x * factors[i], axes="B C", name=f"out {of_one}")
        expect_equal(len(got["parameters"][i]), 1, name=f"how many parameters {of_one}")
        expect_close(
            got["parameters"][i][0], factors[i], axes="C", name=f"parameters()[0] {of_one}"
        )


@task("Sequential", part=BEYOND)
def test_two_modes(student, gen):
    """of two models only the one that is asked changes its mode"""
    for flags in mixed([[True, False], [False, True]], gen):
        arguments = [torch.ones(2)] * 2, torch.ones(3, 2), flags[::-1], flags
        got = student.run(two_models, *arguments)

        modes = [[bool(mode) for mode in row] for row in got["modes"]]
        what = f"training of two models and of their layers, after train({flags})"
        expect_equal(modes, [flags, flags], name=what)


@task("Sequential", part=BEYOND)
def test_sequential_train(student, gen):
    """is in training at first, and train reaches every layer, however deep"""
    calls = [[False], *mixed([[], [True], [False], [False], [True], [], [False]], gen)]
    # Ten rows: a mode that is wrong in some places is told from one that is wrong in others.
    expect_composed(student, gen, [*calls, [True], []], 5)


def some_tensors(gen: torch.Generator) -> list[torch.Tensor]:
    """Eight tensors; two pairs of them are equal, and are still four parameters."""
    pairs = [torch.zeros(3), torch.zeros(3), torch.ones(2, 3), torch.ones(2, 3)]
    return [*pairs, *[torch.randn(n, generator=gen) for n in (4, 2, 5, 3)]]


@task("Sequential")
def test_sequential_parameters_flat(student, gen):
    """lists the tensors themselves in the order of the layers"""
    a, b, c, d, e, f, *_rest = mixed(range(8), gen)

    expect_listed(student, gen, some_tensors(gen), [(a, b), (c,), (d, e), (f,)], [[2, 0, 1, 3]])


@task("Sequential")
def test_sequential_parameters_nested(student, gen):
    """lists parameters of inner containers in their place"""
    a, b, c, d, e, f, g, h = mixed(range(8), gen)
    owners = [(a,), (b, c), (d,), (e,), (f,), (g,), (h,)]

    expect_listed(student, gen, some_tensors(gen), owners, nested(7, gen, again=0))


@task("Sequential", part=BEYOND)
def test_sequential_parameters_once(student, gen):
    """lists a tensor once that is met again, at its first place"""
    a, b, c, d, e, f, g, h = mixed(range(8), gen)
    # Two layers share a tensor, and one layer stands in the model twice.
    owners = [(a,), (b, c), (d,), (e,), (f, a), (g,), (h, d)]

    expect_listed(student, gen, some_tensors(gen), owners, nested(7, gen))


@task("Sequential")
def test_sequential_no_layers(student, gen):
    """gives x back where there are no layers"""
    factor, x = torch.randn(3, generator=gen), torch.randn(2, 3, generator=gen)

    got = student.run(empty, factor, x)

    expect_close(got["alone"], x, axes="B C", name="the output")
    expect_close(got["out"], x * factor, axes="B C", name="out, after both calls")
    expect_close(got["y"], x * factor, axes="B C", name="the output behind a layer")
    expect_equal(got["parameters"], [], name="parameters()")


@task("Sequential", part=BEYOND)
def test_sequential_train_without_layers(student):
    """keeps the mode itself where there are no layers"""
    got = [f"training {bool(flag)}" for flag in student.run(switched_empty)]

    what = "training of a new Sequential without layers, and after train(False)"
    expect_equal(got, ["training True", "training False"], name=what)


@task("trace_shapes")
def test_trace_shapes_lecture(student):
    """gives the list of the lecture for 4 examples of 8 letters"""
    kinds = [("Embedding", 2, (24,))]
    for joined in ((4, 48), (2, 256), (256,)):
        axes = len(joined)
        kinds += [("FlattenConsecutive", 1, joined), ("Linear", axes, (128,))]
        kinds += [("BatchNorm1d", axes + 1, ()), ("Tanh", axes + 1, ())]
    kinds.append(("Linear", 1, (27,)))

    got = student.run(traced, kinds, torch.zeros(4, 8, dtype=torch.int64))

    right = [
        ("Embedding", (4, 8, 24)),
        ("FlattenConsecutive", (4, 4, 48)),
        ("Linear", (4, 4, 128)),
        ("BatchNorm1d", (4, 4, 128)),
        ("Tanh", (4, 4, 128)),
        ("FlattenConsecutive", (4, 2, 256)),
        ("Linear", (4, 2, 128)),
        ("BatchNorm1d", (4, 2, 128)),
        ("Tanh", (4, 2, 128)),
        ("FlattenConsecutive", (4, 256)),
        ("Linear", (4, 128)),
        ("BatchNorm1d", (4, 128)),
        ("Tanh", (4, 128)),
        ("Linear", (4, 27)),
    ]
    expect_trace(got, right)


@task("trace_shapes")
def test_trace_shapes_other_names(student, gen):
    """takes the names from the classes, whatever these are called"""
    B, T, *sizes = torch.randint(2, 9, (6,), generator=gen).tolist()
    names = [f"{name}{sizes[0]}" for name in mixed(["Table", "Pairs", "Widen"], gen)]
    kinds = [(names[0], 2, sizes[:1]), (names[1], 1, sizes[1:3]), (names[2], 2, sizes[3:])]

    got = student.run(traced, kinds, torch.zeros(B, T, dtype=torch.int64))

    shapes = [(B, T, sizes[0]), (B, *sizes[1:3]), (B, sizes[1], sizes[3])]
    expect_trace(got, list(zip(names, shapes, strict=True)))
