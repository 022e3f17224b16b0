"""Draws the figures of questions.toml: python reference/micrograd/figures.py

Everything is seeded, so that a second run writes the same files.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "exercises" / "micrograd" / "figures"
XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]
INK = "#1f2328"
STEPS = 40
# A bias of the last layer: no example leaves it out.
WEIGHT = 40


def run() -> tuple[list[float], list[float]]:
    """Losses, and the grad of the last bias, of a training that never clears its gradients."""
    from grader.check.mistakes import load_reference
    from grader.course.manifest import load_course

    # The solutions import each other under the students' names.
    sys.path.insert(0, str(ROOT))
    course = load_course(ROOT)
    model_file = load_reference(course, course.topic("micrograd"))["neural_net.py"]
    model = model_file.MLP(3, [4, 4, 1], last_linear=True, rng=random.Random(2))
    losses, grads = [], []
    for _ in range(STEPS):
        loss = sum((model(x) - y) ** 2 for x, y in zip(XS, YS, strict=True))
        loss.backward()
        for p in model.parameters():
            p.data -= 0.003 * p.grad
        # The children of a Value are a set: the order of sums, and the last digits, differ.
        losses.append(round(loss.data, 4))
        grads.append(round(model.parameters()[WEIGHT].grad, 4))
    return losses, grads


def main() -> None:
    """Write run.svg."""
    matplotlib.rcParams["svg.hashsalt"] = "micrograd"
    matplotlib.rcParams.update({"text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK})
    matplotlib.rcParams.update({"xtick.color": INK, "ytick.color": INK, "font.size": 11})
    losses, grads = run()
    figure = Figure(figsize=(8, 3.2), layout="constrained", facecolor="white")
    left, right = figure.subplots(1, 2)
    steps = range(1, STEPS + 1)
    left.plot(steps, losses, color=INK, linewidth=1.5)
    left.set(xlabel="step", ylabel="loss", title="loss")
    right.plot(steps, grads, color=INK, linewidth=1.5, marker="o", markersize=2.5)
    right.set(xlabel="step", ylabel="grad", title="grad of the last bias, as printed")
    for axes in (left, right):
        axes.grid(alpha=0.3)
    FIGURES.mkdir(exist_ok=True)
    figure.savefig(FIGURES / "run.svg", metadata={"Date": None})
    if len(sys.argv) > 1:
        figure.savefig(sys.argv[1], dpi=110)


if __name__ == "__main__":
    main()
