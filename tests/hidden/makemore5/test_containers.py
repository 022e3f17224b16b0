"""Hidden checks for containers.py: deeper nesting, other orders."""

import pytest
import torch
from exercises.makemore5.cases import EQUAL
from exercises.makemore5.model_cases import (
    compose,
    empty,
    expect_trace,
    listed,
    switched,
    traced,
)

from grader import expect_close, expect_equal, task


@task("Sequential", category="other sizes", tolerance_reason=EQUAL)
def test_sequential_compose(student, gen):
    """hands on from layer to layer for other sizes"""
    factors, terms = torch.randn(2, 6, generator=gen), torch.randn(2, 6, generator=gen)
    x = torch.randn(2, 5, 6, generator=gen)

    got = student.run(compose, factors, terms, x)

    inner = (x * factors[0] + terms[0]) * factors[1]
    right = (inner + terms[1]) * factors[0]
    scale = float(right.abs().max() + terms.abs().max() * factors.abs().max())
    expect_close(got["y"], right, axes="B T C", scale=scale, name="the output")
    expect_close(got["out"], right, axes="B T C", scale=scale, name="out")
    expect_close(got["inner"], inner, axes="B T C", scale=scale, name="out of the inner one")
    ones = torch.ones(4, dtype=torch.int64)
    expect_close(got["layers"], ones, axes="layer", name="whether layers holds the given layers")


@task("Sequential", category="other sizes")
@pytest.mark.parametrize(
    ("order", "right"),
    [
        ([[[(5, 1)]], 0, [2, [4]], 3], [5, 1, 0, 2, 4, 3]),
        ([0, [0, 2], (2, 3), [[0], 1]], [0, 2, 3, 1]),
        ([[3, 3], [3, 0], [5, [0, 4]]], [3, 0, 5, 4]),
    ],
)
def test_sequential_parameters(student, gen, order, right):
    """lists each tensor once, also one that stands at different depths"""
    tensors = [torch.ones(2), torch.ones(2), torch.randn(3, 2, generator=gen), torch.zeros(4)]
    tensors += [torch.randn(4, generator=gen), torch.zeros(3, 2)]

    got = student.run(listed, tensors, order)

    expect_close(got, torch.tensor(right), axes="p", name="which tensors are listed (-1: copies)")


@task("Sequential", category="real path")
def test_sequential_train(student):
    """reaches every layer when a mode is set twice, and changed"""
    got = student.run(switched, [None, False, False, True, None, False])

    right = torch.tensor([1, 1, 0, 0, 1, 1, 0])[:, None].expand(7, 6)
    expect_close(got, right, axes="call layer", name="training, a row for each call")


@task("Sequential", category="edge values")
def test_sequential_no_layers(student, gen):
    """gives x back where there are no layers, whatever its axes"""
    x = torch.randn(2, 1, 3, generator=gen)

    got = student.run(empty, x)

    expect_close(got["y"], x, axes="B T C", name="the output")
    expect_equal(got["parameters"], 0, name="the number of parameters")


@task("trace_shapes", category="other sizes")
@pytest.mark.parametrize("examples", [1, 3])
def test_trace_shapes_shapes(student, examples):
    """is right for other layers, and for one example"""
    kinds = [("Lookup", "rows", 2), ("Quads", "join", 4), ("Same", "same", 0)]
    kinds += [("Linear", "last", 5), ("Pairs", "join", 2), ("Linear", "last", 9)]

    got = student.run(traced, kinds, torch.zeros(examples, 8, dtype=torch.int64))

    b = examples
    right = [("Lookup", (b, 8, 2)), ("Quads", (b, 2, 8)), ("Same", (b, 2, 8))]
    right += [("Linear", (b, 2, 5)), ("Pairs", (b, 10)), ("Linear", (b, 9))]
    expect_trace(got, right)
