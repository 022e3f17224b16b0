"""Hidden checks for containers.py: deeper nesting, other orders."""

import pytest
import torch
from exercises.makemore5.cases import mixed
from exercises.makemore5.model_cases import (
    empty,
    expect_composed,
    expect_listed,
    expect_trace,
    nested,
    traced,
)

from grader import BEYOND, expect_close, expect_equal, task


@task("Sequential", category="other sizes")
def test_sequential_compose(student, gen):
    """passes on from layer to layer for other sizes"""
    expect_composed(student, gen, [], 7)


@task("Sequential", category="other sizes")
@pytest.mark.parametrize("count", [6, 9])
def test_sequential_parameters_nested(student, gen, count):
    """lists parameters of inner containers in their place for other models"""
    tensors = [torch.ones(2, 3) for _ in range(count)]
    owners = [(i,) for i in mixed(range(count), gen)]

    expect_listed(student, gen, tensors, owners, nested(count, gen, again=0))


@task("Sequential", part=BEYOND, category="other sizes")
@pytest.mark.parametrize("shape", ["deep", "flat", "drawn"])
def test_sequential_parameters(student, gen, shape):
    """lists each tensor once, also one that stands at different depths"""
    tensors = [torch.ones(2), torch.ones(2), torch.randn(3, 2, generator=gen), torch.zeros(4)]
    tensors += [torch.randn(4, generator=gen), torch.zeros(3, 2)]
    a, b, c, d, e, f = mixed(range(6), gen)
    owners = [(f, b), (a,), (c, d), (e,), (d, a), (b,)]
    groups = {
        "deep": [[0], [6], [7], [3], [2, 9], [8, 1, 10, 5, 4]],
        "flat": [[3, 1, 0, 1, 5, 2, 4]],
        "drawn": nested(6, gen),
    }

    expect_listed(student, gen, tensors, owners, groups[shape])


@task("Sequential", part=BEYOND, category="real path")
def test_sequential_train(student, gen):
    """reaches every layer when a mode is set twice, and changed"""
    calls = [[], [False], [False], [True], [], *mixed([[False], [True], []], gen), [False]]
    expect_composed(student, gen, calls, 6)


@task("Sequential", category="edge values")
def test_sequential_no_layers(student, gen):
    """gives x back where there are no layers, whatever its axes"""
    factor, x = torch.randn(3, generator=gen), torch.randn(2, 1, 3, generator=gen)

    got = student.run(empty, factor, x)

    expect_close(got["alone"], x, axes="B T C", name="the output")
    expect_close(got["out"], x * factor, axes="B T C", name="out, after both calls")
    expect_close(got["y"], x * factor, axes="B T C", name="the output behind a layer")
    expect_equal(got["parameters"], [], name="parameters()")


@task("trace_shapes", category="other sizes")
@pytest.mark.parametrize("examples", [1, 3])
def test_trace_shapes_shapes(student, gen, examples):
    """is right for other layers, and for one example"""
    n, w, v = torch.randint(2, 12, (3,), generator=gen).tolist()
    kinds = [("Lookup", 2, (n,)), ("Quads", 1, (2, 4 * n)), ("Same", 3, ())]
    kinds += [("Linear", 2, (w,)), ("Pairs", 1, (2 * w,)), ("Linear", 1, (v,))]

    got = student.run(traced, kinds, torch.zeros(examples, 8, dtype=torch.int64))

    b = examples
    right = [("Lookup", (b, 8, n)), ("Quads", (b, 2, 4 * n)), ("Same", (b, 2, 4 * n))]
    right += [("Linear", (b, 2, w)), ("Pairs", (b, 2 * w)), ("Linear", (b, v))]
    expect_trace(got, right)
