"""Visible checks for containers.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore5.cases import EQUAL
from exercises.makemore5.model_cases import compose, empty, expect_trace, listed, switched, traced

from grader import expect_close, expect_equal, task


@task("Sequential", tolerance_reason=EQUAL)
def test_sequential_compose(student, gen):
    """hands on from layer to layer, also through a Sequential inside"""
    factors, terms = torch.randn(2, 4, generator=gen), torch.randn(2, 4, generator=gen)
    x = torch.randn(3, 4, generator=gen)

    got = student.run(compose, factors, terms, x)

    inner = (x * factors[0] + terms[0]) * factors[1]
    right = (inner + terms[1]) * factors[0]
    scale = float(right.abs().max() + terms.abs().max() * factors.abs().max())
    expect_close(got["y"], right, axes="B C", scale=scale, name="the output")
    expect_close(got["out"], right, axes="B C", scale=scale, name="out")
    expect_close(got["inner"], inner, axes="B C", scale=scale, name="out of the inner one")
    what = "whether layers holds the given layers (1: does)"
    expect_close(got["layers"], torch.ones(4, dtype=torch.int64), axes="layer", name=what)


@task("Sequential")
@pytest.mark.parametrize(
    ("order", "right"),
    [
        ([(2, 0), 1, 3], [2, 0, 1, 3]),
        ([[1, [(3, 0)]], 4, [[2]]], [1, 3, 0, 4, 2]),
        ([3, (1, 2), 3, [0, (1, 2)]], [3, 1, 2, 0]),
    ],
    ids=["flat", "nested", "twice"],
)
def test_sequential_parameters(student, gen, order, right):
    """lists the tensors themselves in the order of the layers, each once"""
    # Two of them are equal, and are two parameters all the same.
    tensors = [torch.zeros(3), torch.ones(2, 3), torch.randn(4, generator=gen), torch.zeros(3)]
    tensors.append(torch.randn(2, 3, generator=gen))

    got = student.run(listed, tensors, order)

    expect_close(got, torch.tensor(right), axes="p", name="which tensors are listed (-1: copies)")


@task("Sequential")
def test_sequential_train(student):
    """is in training at first, and train reaches every layer, however deep"""
    got = student.run(switched, [False, True, False, None])

    right = torch.tensor([1, 0, 1, 0, 1])[:, None].expand(5, 6)
    what = "training of the model, two models inside and three layers, a row for each call"
    expect_close(got, right, axes="call layer", name=what)


@task("Sequential")
def test_sequential_no_layers(student, gen):
    """gives x back where there are no layers"""
    x = torch.randn(2, 3, generator=gen)

    got = student.run(empty, x)

    expect_close(got["y"], x, axes="B C", name="the output")
    expect_equal(f"{got['parameters']} parameters", "0 parameters", name="parameters()")
    expect_equal(f"training {got['training']}", "training False", name="training")


@task("trace_shapes")
def test_trace_shapes_lecture(student):
    """gives the list of the lecture for 4 examples of 8 letters"""
    level = [("FlattenConsecutive", "join", 2), ("Linear", "last", 128)]
    level += [("BatchNorm1d", "same", 0), ("Tanh", "same", 0)]
    kinds = [("Embedding", "rows", 24), *level, *level, *level, ("Linear", "last", 27)]

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
def test_trace_shapes_other_names(student):
    """takes the names from the classes, whatever these are called"""
    kinds = [("Table", "rows", 5), ("Pairs", "join", 3), ("Widen", "last", 7)]

    got = student.run(traced, kinds, torch.zeros(2, 6, dtype=torch.int64))

    expect_trace(got, [("Table", (2, 6, 5)), ("Pairs", (2, 2, 15)), ("Widen", (2, 2, 7))])
