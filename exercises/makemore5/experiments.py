"""The experiment of this topic: what `grader run` and the grader measure, with your functions.

The driver (`observe`) runs beside your code and returns tensors. The numbers of a report are worked
out here, from those.
"""

import random
import statistics
from typing import Any

import torch
from exercises.data import load_names
from torch import Tensor
from torch.nn import functional as F

from grader import Measured, experiment, observe

CONTEXT, BATCH, SEEDS, POINTS = 8, 32, 3, 50
STEPS = {"graded": 200, "laptop": 2000}


def examples(names: list[str]) -> tuple[Tensor, Tensor]:
    """X: the eight letters before each letter, Y: the letter; "." is 0, a is 1, z is 26."""
    rows = [[0] * CONTEXT + [ord(letter) - 96 for letter in name] + [0] for name in names]
    windows = torch.cat([torch.tensor(row).unfold(0, CONTEXT + 1, 1) for row in rows])
    return windows[:, :-1], windows[:, -1]


def normal(*shape: int, gen: torch.Generator) -> Tensor:
    """Numbers close to normal ones, mean 0, variance 1: the same on every processor.

    A sum of 12 uniform numbers. Those of torch.randn differ in the last digits, which a training
    can turn into the first.
    """
    return torch.randint(2**20, (12, *shape), generator=gen).sum(0) / 2**20 - 6


def network(name: str, settings: dict[str, Any]) -> tuple[str, tuple[int, ...], dict[str, int]]:
    """The function that builds a network, and its arguments by place and by name."""
    embedding, hidden = settings["embedding"], settings[name]
    if name == "flat":
        return "build_flat", (27, CONTEXT, embedding, hidden), {}
    return "build_hierarchical", (27, CONTEXT), {"n_embd": embedding, "n_hidden": hidden}


def start(name: str, settings: dict[str, Any], gen: torch.Generator) -> list[Tensor]:
    """The parameters of a network as build_flat and build_hierarchical draw them."""
    embedding, hidden = settings["embedding"], settings[name]
    flat, tree = [CONTEXT * embedding], [2 * embedding, 2 * hidden, 2 * hidden]
    values = [normal(27, embedding, gen=gen)]
    for fan_in in flat if name == "flat" else tree:
        weight = normal(fan_in, hidden, gen=gen) * fan_in**-0.5
        values += [weight, torch.ones(hidden), torch.zeros(hidden)]
    return [*values, normal(hidden, 27, gen=gen) * 0.1 * hidden**-0.5, torch.zeros(27)]


@observe
def train(m, built, start, rate, batches, X):
    """Losses of a training, the rate lower in its last quarter, and the logits for X after it.

    start    the parameters before the first step
    batches  in four quarters
    """
    name, sizes, named = built
    model = getattr(m, name)(*sizes, **named, generator=torch.Generator().manual_seed(1))
    params = model.parameters()
    for p, value in zip(params, start):  # noqa: B905
        p.detach().copy_(value)
        p.requires_grad_()
    model.train(True)
    losses = []
    for quarter, lr in zip(batches, [rate, rate, rate, rate / 10]):  # noqa: B905
        for rows, targets in quarter:
            loss = torch.nn.functional.cross_entropy(model(rows), targets)
            for p in params:
                p.grad = None
            loss.backward()
            with torch.no_grad():
                for p in params:
                    p -= lr * p.grad
            losses.append(loss.item())
    model.train(False)
    with torch.no_grad():
        return {"losses": losses, "logits": model(X)}


@experiment("flat_or_tree", deadline=30.0)
def flat_or_tree(student: Any, settings: dict[str, Any], size: str) -> Measured:
    """Both networks from three seeds each; a seed gives both of them the same batches."""
    names = load_names()
    random.Random(42).shuffle(names)
    X, Y = examples(names[:8000])
    dev, dev_y = examples(names[-2000:])
    losses: dict[str, list[float]] = {"flat": [], "tree": []}
    counts: dict[str, int] = {}
    curves: dict[str, Tensor] = {}
    for name in losses:
        for seed in range(settings["seed"], settings["seed"] + SEEDS):
            gen = torch.Generator().manual_seed(seed)
            rows = torch.randint(len(X), (4, STEPS[size] // 4, BATCH), generator=gen)
            batches = [list(zip(X[quarter], Y[quarter], strict=True)) for quarter in rows]
            first = start(name, settings, gen)
            built, rate = network(name, settings), settings[f"rate_{name}"]
            got = student.of("build_flat").run(train, built, first, rate, batches, dev)
            losses[name].append(F.cross_entropy(got["logits"], dev_y).item())
            counts[name] = sum(value.numel() for value in first)
            curves[name] = curves.get(name, 0) + torch.tensor(got["losses"]) / SEEDS
    leads = [flat - tree for flat, tree in zip(losses["flat"], losses["tree"], strict=True)]
    mean = {name: statistics.mean(values) for name, values in losses.items()}
    spread = statistics.stdev(leads)
    alike = abs(counts["flat"] / counts["tree"] - 1) < 0.02
    each = STEPS[size] // POINTS
    return Measured(
        found={"flat": mean["flat"], "tree": mean["tree"], "spread": spread},
        others={
            "the loss of its best seed": min(losses["flat"]),
            "the spread of the flat network alone": statistics.stdev(losses["flat"]),
            "the spread by the root of three": spread / SEEDS**0.5,
        },
        goal={
            "flat and tree below 2.45": max(mean.values()) < 2.45,
            "a difference smaller than spread": abs(statistics.mean(leads)) < spread,
            "numbers of parameters that differ by less than 2%": alike,
        },
        curves={
            name: values.unfold(0, each, each).mean(1).tolist() for name, values in curves.items()
        },
        x="step",
        at=range(each, STEPS[size] + 1, each),
        y=f"loss of the batch, the mean of {each} steps and {SEEDS} seeds",
        tell=[
            f"parameters: flat {counts['flat']:,}, tree {counts['tree']:,}",
            *(f"{name}: {' '.join(f'{x:.4f}' for x in values)}" for name, values in losses.items()),
            f"flat minus tree: {statistics.mean(leads):+.4f}, spread {spread:.4f}",
        ],
    )
