"""Visible checks for zero_init.py. Grading uses its own copy of this file."""

import torch
from exercises.makemore3.cases import each, keeping, kind, mixed, parts
from exercises.makemore3.network import NAMES, zeros
from torch import Tensor, nn

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


def right_report(model: dict[str, Tensor], X: Tensor, Y: Tensor) -> dict[str, bool]:
    """What torch's own layers with these parameters say."""
    C, W1, b1, W2, b2 = (model[name].detach().double() for name in NAMES)
    first, last = nn.Linear(*W1.shape), nn.Linear(*W2.shape)
    table = nn.Embedding.from_pretrained(C, freeze=False)
    network = nn.Sequential(table, nn.Flatten(), first, nn.Tanh(), last).double()
    first.load_state_dict({"weight": W1.T, "bias": b1})
    last.load_state_dict({"weight": W2.T, "bias": b2})
    nn.CrossEntropyLoss()(network(X), Y).backward()
    sizes = [float(p.grad.abs().max()) for p in network.parameters()]
    return {name: size > 0 for name, size in zip(NAMES, sizes, strict=True)}


def report_of(got: object) -> dict[str, bool]:
    """A report with the five names, each of them with a truth value."""
    expect_equal(kind(got), "a dict", name="what is returned")
    expect_equal(sorted(map(str, got)), sorted(NAMES), name="the names in the report")
    kinds = [kind(got[name]) for name in NAMES]
    expect_equal(kinds, ["a number"] * len(NAMES), name="the values in the report")
    return {name: bool(got[name]) for name in NAMES}


@task("zero_init_report")
def test_all_zero(student, gen):
    """finds what moves when all parameters are 0"""
    model, (X, Y) = zeros(**SIZES), examples(SIZES, 12, gen)

    got = student.zero_init_report(model, X, Y)

    expect_equal(report_of(got), right_report(model, X, Y), name="the report")


@task("zero_init_report")
def test_some_zero(student, gen):
    """finds what moves when only some parameters are 0"""
    # Of 30 letters some do not occur: their rows of C get no gradient.
    sizes = SIZES | {"vocab": 30}
    some = ["", "C", "C W1", "W2", "C W1 b1 W2 b2", "C W1 W2", "b1 W2", "W1 b2"]
    models = [model_with(random, sizes, gen) for random in mixed(some, gen)]
    calls = [(model, *examples(sizes, 9, gen)) for model in models]

    got = student.run(each, "zero_init_report", calls)

    reports = [report_of(report) for report in parts(got, len(calls))]
    mine = torch.tensor([list(report.values()) for report in reports]).int()
    right = torch.tensor([list(right_report(*call).values()) for call in calls]).int()
    what = f"the reports on eight models, a row each, of {', '.join(NAMES)}"
    words = {1.0: "True", 0.0: "False"}
    expect_close(mine, right, axes="model name", name=what, words=words)


@task("zero_init_report")
def test_few_letters(student, gen):
    """counts a parameter of which only some entries get a gradient"""
    model = model_with("C W1 b1 W2 b2", SIZES, gen)
    X, Y = torch.tensor([[0, 1, 0], [1, 1, 0]]), torch.tensor([2, 3])

    got = student.zero_init_report(model, X, Y)

    expect_equal(report_of(got), right_report(model, X, Y), name="the report")


@task("zero_init_report")
def test_small_gradients(student, gen):
    """counts a gradient that is small, but not 0"""
    models = [model_with("C W1 b1 W2 b2", SIZES, gen), model_with("C b1", SIZES, gen)]
    models[0]["W2"] *= 1e-12
    # This one moves in W2 and b2 alone.
    calls = [(model, *examples(SIZES, 8, gen)) for model in mixed(models, gen)]

    got = student.run(each, "zero_init_report", calls)

    reports = [report_of(report) for report in parts(got, 2)]
    expect_equal(reports, [right_report(*call) for call in calls], name="the two reports")


@task("zero_init_report")
def test_parameters_that_ask_for_gradients(student, gen):
    """works on parameters with requires_grad, and leaves their values be"""
    model, (X, Y) = model_with("C W1 b1 W2 b2", SIZES, gen), examples(SIZES, 8, gen)
    asking = {name: p.clone().requires_grad_() for name, p in model.items()}

    got = student.run(keeping, "zero_init_report", (asking, X, Y))

    expect_equal(report_of(got["got"]), right_report(model, X, Y), name="the report")
    for name in NAMES:
        expect_close(got["arguments"][0][name], model[name], name=f"{name} afterwards")
