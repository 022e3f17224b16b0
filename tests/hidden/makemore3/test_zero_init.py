"""Hidden checks for zero_init.py: other sizes, other parameters that are 0."""

import pytest
import torch
from exercises.makemore3.cases import EQUAL, kind
from exercises.makemore3.network import NAMES, forward, zeros
from torch.nn import functional as F

from grader import expect_close, expect_equal, task

SIZES = {"vocab": 11, "context": 2, "embedding": 5, "hidden": 9}


@task("zero_init_report", category="other sizes", tolerance_reason=EQUAL)
@pytest.mark.parametrize("random", ["", "C", "W1", "b1", "b1 W2", "W2 b2", "C W2", "C W1 W2"])
@pytest.mark.parametrize("asking", [False, True], ids=["plain", "asking"])
def test_report(student, gen, random, asking):
    """finds what moves, whichever parameters are 0"""
    model = zeros(**SIZES)
    for name in random.split():
        model[name] = torch.randn(model[name].shape, generator=gen)
    X = torch.randint(SIZES["vocab"], (14, 2), generator=gen)
    Y = torch.randint(SIZES["vocab"], (14,), generator=gen)

    got = student.zero_init_report(
        {name: p.clone().requires_grad_(asking) for name, p in model.items()}, X, Y
    )

    leaves = [model[name].double().requires_grad_() for name in NAMES]
    loss = F.cross_entropy(forward(dict(zip(NAMES, leaves, strict=True)), X), Y)
    right = torch.tensor([int(bool(g.any())) for g in torch.autograd.grad(loss, leaves)])
    expect_equal(kind(got), "a dict", name="what is returned")
    expect_equal(sorted(map(str, got)), sorted(NAMES), name="the names in the report")
    kinds = [kind(got[name]) for name in NAMES]
    expect_equal(kinds, ["a number"] * len(NAMES), name="the values in the report")
    expect_close(torch.tensor([int(bool(got[name])) for name in NAMES]), right, axes="name")


@task("zero_init_report", category="edge values")
def test_one_example(student, gen):
    """is right for a single example"""
    model = zeros(**SIZES)
    # With 30 it is saturated: nothing passes tanh.
    saturated = bool(torch.randint(2, (), generator=gen))
    model["b1"] = torch.full((9,), 30.0 if saturated else 0.3)
    model["W2"] = torch.randn(9, 11, generator=gen)

    got = student.zero_init_report(model, torch.tensor([[3, 4]]), torch.tensor([5]))

    mine = {name: bool(got[name]) for name in NAMES}
    right = {"C": False, "W1": False, "b1": not saturated, "W2": True, "b2": True}
    expect_equal(mine, right, name="the report")
