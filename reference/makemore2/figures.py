"""Draws the figures of the questions: python reference/makemore2/figures.py

Every figure comes from a seeded run of the reference on names.txt, on one thread. SVG without a
date and with a fixed salt, so that the same torch and matplotlib give the same files. `--out DIR`
writes elsewhere.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from typing import Any

import matplotlib
import torch
from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
INK = "#1a1a1a"
SYMBOLS = ["(.)", *"abcdefghijklmnopqrstuvwxyz"]


def reference() -> dict[str, Any]:
    """The solutions, by name."""
    from grader.check.mistakes import load_reference
    from grader.course.manifest import load_course

    course = load_course(ROOT)
    modules = load_reference(course, course.topics["makemore2"])
    return {name: value for module in modules.values() for name, value in vars(module).items()}


def parts(student: dict[str, Any]) -> Any:
    """Train, dev and test part of all names."""
    from exercises.data import load_names

    return student["split_dataset"](load_names())


def few_names(student: dict[str, Any], count: int) -> Any:
    """The examples of some names, drawn at random."""
    from exercises.data import load_names

    return student["build_dataset"](random.Random(1).sample(load_names(), count))


def scaled_model(student: dict[str, Any], sizes: tuple[int, ...], seed: int) -> tuple[Any, Any]:
    """A scaled MLP and the generator that drew it."""
    generator = torch.Generator().manual_seed(seed)
    model = student["MLP"](*sizes, generator=generator)
    student["init_scaled"](model)
    return model, generator


def gaps(
    student: dict[str, Any], part: Any, dev: Any, hidden: int, steps: int, every: int
) -> list[list[float]]:
    """[step, train loss, dev loss] while a network with so many hidden units is trained."""
    model, generator = scaled_model(student, (27, 3, 10, hidden), 1)
    rows = []
    for done in range(0, steps + 1, every):
        losses = [student["evaluate"](model, X[:20_000], Y[:20_000]) for X, Y in (part, dev)]
        rows.append([done, *losses])
        if done < steps:
            rate = student["step_decay"](done, steps)
            options = {"schedule": lambda step, rate=rate: rate, "generator": generator}
            student["train"](model, (part, dev, dev), every, **options)
    return rows


# Two trainings: many names and few units; few names and many units. recompute.py reads both.
FEW_UNITS, MANY_UNITS, FEW_NAMES = 60, 200, 300


def search(student: dict[str, Any], part: Any) -> tuple[list[float], list[float]]:
    """The exponents and losses of a search for the learning rate."""
    generator = torch.Generator().manual_seed(2147483647)
    model = student["MLP"](27, 3, 2, 100, generator=generator)
    lrs, losses = student["lr_find"](model, *part, student["lr_range"](), generator=generator)
    return lrs.log10().tolist(), losses


def smooth(values: list[float], half: int) -> list[float]:
    """Each the mean of itself and `half` neighbours on either side, fewer near the ends."""
    rows = [values[max(i - half, 0) : i + half + 1] for i in range(len(values))]
    return [sum(row) / len(row) for row in rows]


def draw_gaps(student: dict[str, Any], train: Any, dev: Any) -> Figure:
    """Underfitting and overfitting: losses of train and dev part over the steps."""
    figure = Figure(figsize=(11, 4), layout="constrained", facecolor="white")
    runs = [
        gaps(student, train, dev, FEW_UNITS, 20_000, 1000),
        gaps(student, few_names(student, FEW_NAMES), dev, MANY_UNITS, 20_000, 1000),
    ]
    for number, (axes, rows) in enumerate(zip(figure.subplots(1, 2), runs, strict=True), 1):
        steps, *losses = zip(*rows, strict=True)
        for values, name, style in zip(losses, ("train", "dev"), ("-o", "--s"), strict=True):
            label = f"{name}: {values[-1]:.2f} at the end"
            axes.plot(steps, values, style, color=INK, markersize=5, fillstyle="none", label=label)
        axes.set(xlabel="step", ylabel="loss", ylim=(0.5, 5))
        axes.locator_params(axis="x", nbins=5)
        axes.set_title(f"panel {number}", color=INK)
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


def draw_rates(student: dict[str, Any], train: Any, dev: Any) -> Figure:
    """Losses of a search over the exponents of the rates."""
    figure = Figure(figsize=(9, 4.2), layout="constrained", facecolor="white")
    exponents, losses = search(student, train)
    axes = figure.subplots()
    axes.plot(exponents, losses, ".", markersize=3, color="#6a6a6a", label="one batch")
    axes.plot(exponents, smooth(losses, 25), color=INK, linewidth=2, label="mean of 51 batches")
    axes.set(xlabel="exponent of the learning rate", ylabel="loss", ylim=(1.5, 20))
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def draw_noise(student: dict[str, Any], train: Any, dev: Any) -> Figure:
    """The loss of each batch, and the mean of 100."""
    figure = Figure(figsize=(9, 4.2), layout="constrained", facecolor="white")
    model, generator = scaled_model(student, (27, 3, 10, 200), 5)
    options = {"schedule": lambda step: 0.1, "generator": generator}
    log = student["train"](model, (train, dev, dev), 4000, **options)
    axes = figure.subplots()
    axes.plot(log[::4], linewidth=0.5, color="#6a6a6a", label="a batch of 32 (every fourth)")
    axes.plot(smooth(log, 50)[::4], color=INK, linewidth=2.2, label="mean of 100 batches")
    axes.set_xticks(range(0, 1001, 250), [str(4 * x) for x in range(0, 1001, 250)])
    axes.set(xlabel="step", ylabel="loss")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def draw_embedding(student: dict[str, Any], train: Any, dev: Any) -> Figure:
    """The rows of a trained C with two numbers for each symbol."""
    figure = Figure(figsize=(6.5, 6), layout="constrained", facecolor="white")
    model, generator = scaled_model(student, (27, 3, 2, 100), 7)
    options = {"schedule": lambda step: student["step_decay"](step, 40_000), "generator": generator}
    student["train"](model, (train, dev, dev), 40_000, **options)
    axes = figure.subplots()
    C = model.parameters()[0].detach()
    for symbol, (x, y) in zip(SYMBOLS, C.tolist(), strict=True):
        box = {"boxstyle": "square,pad=0.2", "facecolor": "none"} if symbol in "aeiou" else None
        axes.text(x, y, symbol, ha="center", va="center", fontsize=13, color=INK, bbox=box)
    low, high = C.min(0).values.tolist(), C.max(0).values.tolist()
    axes.set(xlim=(low[0] - 0.4, high[0] + 0.4), ylim=(low[1] - 0.4, high[1] + 0.4))
    axes.set(xlabel="first number", ylabel="second number")
    axes.grid(alpha=0.3)
    return figure


def main() -> None:
    """Write everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "exercises" / "makemore2" / "figures")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    torch.set_num_threads(1)
    matplotlib.rcParams["svg.hashsalt"] = "makemore2"
    student = reference()
    train, dev, _test = parts(student)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for draw in (draw_gaps, draw_rates, draw_noise, draw_embedding):
        path = arguments.out / f"{draw.__name__.removeprefix('draw_')}.svg"
        if arguments.only in path.name:
            figure = draw(student, train, dev)
            figure.savefig(path, metadata={"Date": None})
            print(f"wrote {path}")


if __name__ == "__main__":
    main()
