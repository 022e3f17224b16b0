"""Given: the two pictures of `grader plot makemore2`, drawn by your functions on names.txt."""

import random

import torch
from exercises.data import load_names

from grader import plot

INK = "#1a1a1a"
VOWELS = "aeiou"
STEPS = 20_000


def examples(student, count):
    """X and Y of some names, by your build_dataset."""
    return student.build_dataset(random.Random(42).sample(load_names(), count), 3)


@plot("build_dataset", "MLP", "lr_range", "lr_find", "suggest_lr")
def learning_rate(student, figure):
    """The losses of lr_find, two searches, and the rate that suggest_lr picks."""
    figure.suptitle("loss of one batch at each learning rate, by your lr_find")
    X, Y = examples(student, 6000)
    for axes, seed in zip(figure.subplots(1, 2, sharey=True), (1, 2), strict=True):
        generator = torch.Generator().manual_seed(seed)
        model = student.MLP(27, 3, 2, 100, generator=generator)
        lrs, losses = student.lr_find(model, X, Y, student.lr_range(), generator=generator)
        rates = [float(lr) for lr in lrs]
        axes.plot(rates, [float(loss) for loss in losses], ".", markersize=3, label="a batch")
        best = float(student.suggest_lr(lrs, losses))
        axes.axvline(best, color=INK, linestyle="--", label=f"suggested: {best:.3g}")
        axes.axvline(
            10 * best, color=INK, linestyle=":", label=f"lowest, smoothed: {10 * best:.3g}"
        )
        axes.set(title=f"initial parameters of seed {seed}", xscale="log")
        axes.set(xlabel="learning rate", ylabel="loss", ylim=(1.5, 20))
        axes.grid(alpha=0.3)
        axes.legend()


@plot("build_dataset", "MLP", "init_scaled", "train")
def embeddings(student, figure):
    """The rows of C, two numbers for each symbol, before and after training."""
    figure.suptitle(f"rows of C before and after {STEPS:,} steps of your train")
    X, Y = examples(student, 20_000)
    generator = torch.Generator().manual_seed(7)
    model = student.MLP(27, 3, 2, 100, generator=generator)
    student.init_scaled(model)
    panels = figure.subplots(1, 2)
    show(panels[0], model.parameters()[0], "before")
    part = (X, Y)
    options = {"schedule": lambda step: 0.1 if step < STEPS / 2 else 0.01, "generator": generator}
    student.train(model, (part, part, part), STEPS, **options)
    show(panels[1], model.parameters()[0], "after")


def show(axes, C, title):
    """Every symbol at the place that its row of C gives it; vowels in boxes."""
    symbols = ["(.)", *"abcdefghijklmnopqrstuvwxyz"]
    for symbol, (x, y) in zip(symbols, C.tolist(), strict=True):
        box = {"boxstyle": "square,pad=0.25", "facecolor": "none"} if symbol in VOWELS else None
        axes.text(x, y, symbol, ha="center", va="center", fontsize=13, bbox=box)
    reach = 1.1 * float(C.detach().abs().max())
    axes.set(title=title, xlim=(-reach, reach), ylim=(-reach, reach))
    axes.set(xlabel="first number", ylabel="second number")
    axes.grid(alpha=0.3)
