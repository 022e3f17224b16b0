"""Visible checks for zero_init.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore3.cases import EQUAL, keeping, kind
from exercises.makemore3.network import NAMES, forward, zeros
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_equal, task

SIZES = {"vocab": 7, "context": 3, "embedding": 4, "hidden": 6}


def examples(sizes: dict[str, int], n: int, gen: torch.Generator) -> tuple[Tensor, Tensor]:
    """Contexts X (n, T) and letters Y (n,)."""
    X = torch.randint(sizes["vocab"], (n, sizes["context"]), generator=gen)
    return X, torch.randint(sizes["vocab"], (n,), generator=gen)


def model_with(random: str, sizes: dict[str, int], gen: torch.Generator) -> dict[str, Tensor]:
    """Zeros, but for the parameters named in `random`."""
    model = zeros(**sizes)
    for name in random.split():
        model[name] = torch.randn(model[name].shape, generator=gen)
    return model


def expect_report(got: object, model: dict[str, Tensor], X: Tensor, Y: Tensor) -> None:
    """What autograd says, in the order of NAMES."""
    leaves = [model[name].double().requires_grad_() for name in NAMES]
    loss = F.cross_entropy(forward(dict(zip(NAMES, leaves, strict=True)), X), Y)
    right = torch.tensor([int(bool(g.any())) for g in torch.autograd.grad(loss, leaves)])
    expect_equal(kind(got), "a dict", name="what is returned")
    expect_equal(sorted(map(str, got)), sorted(NAMES), name="the names in the report")
    kinds = [kind(got[name]) for name in NAMES]
    expect_equal(kinds, ["a number"] * len(NAMES), name="the values in the report")
    mine = torch.tensor([int(bool(got[name])) for name in NAMES])
    what = f"the report, 1 for True, of {', '.join(NAMES)}"
    expect_close(mine, right, axes="name", name=what)


@task("zero_init_report")
def test_all_zero(student, gen):
    """finds what moves when all parameters are 0"""
    model, (X, Y) = zeros(**SIZES), examples(SIZES, 12, gen)

    got = student.zero_init_report(model, X, Y)

    expect_report(got, model, X, Y)


@task("zero_init_report", tolerance_reason=EQUAL)
@pytest.mark.parametrize("random", ["C", "C W1", "W2", "C W1 b1 W2 b2"])
def test_some_zero(student, gen, random):
    """finds what moves when only some parameters are 0"""
    model, (X, Y) = model_with(random, SIZES, gen), examples(SIZES, 9, gen)

    got = student.zero_init_report(model, X, Y)

    expect_report(got, model, X, Y)


@task("zero_init_report", tolerance_reason=EQUAL)
def test_few_letters(student, gen):
    """counts a parameter of which only some entries get a gradient"""
    model = model_with("C W1 b1 W2 b2", SIZES, gen)
    X, Y = torch.tensor([[0, 1, 0], [1, 1, 0]]), torch.tensor([2, 3])

    got = student.zero_init_report(model, X, Y)

    expect_report(got, model, X, Y)


@task("zero_init_report")
def test_parameters_that_ask_for_gradients(student, gen):
    """works on parameters with requires_grad, and leaves their values be"""
    model, (X, Y) = model_with("C W1", SIZES, gen), examples(SIZES, 8, gen)
    asking = {name: p.clone().requires_grad_() for name, p in model.items()}

    got = student.run(keeping, "zero_init_report", (asking, X, Y))

    expect_report(got["got"], model, X, Y)
    for name in ("C", "W1"):
        expect_close(got["arguments"][0][name], model[name], name=f"{name} afterwards")
