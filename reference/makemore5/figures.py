"""Draws the figures of the questions: python reference/makemore5/figures.py

Every figure comes from a seeded run of the reference on names.txt, on one thread. SVG without a
date and with a fixed salt, so that the same torch and matplotlib give the same files. `--out DIR`
writes elsewhere. It takes some minutes.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import torch
from matplotlib.figure import Figure
from torch import Tensor
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
INK = "#1a1a1a"

# The run of loss.svg: its length, the step at which the rate falls, steps to a point.
STEPS = 40_000
DROP = 30_000
POINT = 1000
# The run of gap.svg: names to train on, steps, steps between two evaluations.
FEW_NAMES = 800
GAP_STEPS = 5000
EVERY = 250


def reference() -> dict[str, Any]:
    """The solutions by name; they import each other in place of the stubs."""
    from grader.check.mistakes import load_reference
    from grader.course.manifest import load_course, load_topic

    course = load_course(ROOT)
    modules = load_reference(course, load_topic(ROOT / "exercises" / "makemore5"))
    return {name: value for module in modules.values() for name, value in vars(module).items()}


def examples(names: list[str]) -> tuple[Tensor, Tensor]:
    """Eight letters of context and the next letter."""
    X, Y = [], []
    for name in names:
        context = [0] * 8
        for letter in [*(ord(c) - ord("a") + 1 for c in name), 0]:
            X.append(context)
            Y.append(letter)
            context = [*context[1:], letter]
    return torch.tensor(X), torch.tensor(Y)


def shuffled_names() -> list[str]:
    """All names, in the order of the milestones."""
    names: list[str] = importlib.import_module("exercises.data").load_names()
    random.Random(42).shuffle(names)
    return names


def train(
    model: Any,
    X: Tensor,
    Y: Tensor,
    steps: int,
    rate: Callable[[int], float],
    watch: Callable[[int], None],
) -> list[float]:
    """The loss of every step; `watch` is called after each with the number of steps done."""
    generator = torch.Generator().manual_seed(7)
    params = model.parameters()
    for p in params:
        p.requires_grad_()
    losses = []
    for step in range(steps):
        rows = torch.randint(0, len(X), (32,), generator=generator)
        loss = F.cross_entropy(model(X[rows]), Y[rows])
        for p in params:
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= rate(step) * p.grad
        losses.append(loss.item())
        watch(step + 1)
    return losses


def loss_run() -> list[float]:
    """The losses of a training of the large network."""
    solved = reference()
    generator = torch.Generator().manual_seed(42)
    model = solved["build_hierarchical"](27, 8, n_embd=24, n_hidden=128, generator=generator)
    X, Y = examples(shuffled_names()[:25_000])
    return train(model, X, Y, STEPS, lambda i: 0.1 if i < DROP else 0.01, lambda i: None)


def gap_run() -> tuple[list[float], list[float]]:
    """Training and validation losses of the large network on few names, at every evaluation."""
    solved = reference()
    generator = torch.Generator().manual_seed(42)
    model = solved["build_hierarchical"](27, 8, n_embd=24, n_hidden=128, generator=generator)
    names = shuffled_names()
    X, Y = examples(names[:FEW_NAMES])
    held_out = examples(names[-2000:])
    pairs: list[tuple[float, float]] = []

    def watch(done: int) -> None:
        if done % EVERY == 0:
            evaluate = solved["evaluate"]
            pairs.append((float(evaluate(model, X, Y)), float(evaluate(model, *held_out))))

    train(model, X, Y, GAP_STEPS, lambda i: 0.1, watch)
    return [a for a, _b in pairs], [b for _a, b in pairs]


def loss() -> Figure:
    """Every step, and the mean of consecutive ones."""
    losses = loss_run()
    figure = Figure(figsize=(12, 4.2), layout="constrained", facecolor="white")
    first, second = figure.subplots(1, 2)
    # A thick band of thousands of points is a picture inside the SVG, else it would take megabytes.
    first.plot(losses, color=INK, linewidth=0.4, rasterized=True)
    means = torch.tensor(losses).view(-1, POINT).mean(1).tolist()
    steps = range(POINT, STEPS + 1, POINT)
    second.plot(steps, means, color=INK, linewidth=1.2, marker="o", markersize=3)
    for number, axes in enumerate((first, second), 1):
        axes.set_title(f"panel {number}", color=INK)
        axes.set(xlabel="step", ylabel="loss")
        axes.grid(alpha=0.3)
    return figure


def gap() -> Figure:
    """Training and validation loss drift apart."""
    training, validation = gap_run()
    figure = Figure(figsize=(8, 4.2), layout="constrained", facecolor="white")
    axes = figure.subplots()
    steps = range(EVERY, GAP_STEPS + 1, EVERY)
    axes.plot(steps, validation, "--", color=INK, marker="s", markersize=4, label="validation")
    axes.plot(steps, training, "-", color=INK, marker="o", markersize=4, label="training")
    axes.set(xlabel="step", ylabel="mean loss in evaluation")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def main() -> None:
    """Write everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "exercises" / "makemore5")
    out = parser.parse_args().out
    sys.path.insert(0, str(ROOT))
    torch.set_num_threads(1)
    matplotlib.rcParams["svg.hashsalt"] = "makemore5"
    (out / "figures").mkdir(parents=True, exist_ok=True)
    for draw in (loss, gap):
        path = out / "figures" / f"{draw.__name__}.svg"
        draw().savefig(path, dpi=100, metadata={"Date": None})
        print(f"wrote {path}")


if __name__ == "__main__":
    main()
