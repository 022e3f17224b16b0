"""Draw the figure of the questions: python reference/tabular_from_scratch/figures.py [FOLDER].

From titanic.csv and a seeded run, with torch alone; without FOLDER into the topic's figures.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from recompute import deep_run  # noqa: E402 - found beside this file

INK = "#1a1a1a"
matplotlib.rcParams.update(
    {
        "svg.hashsalt": "tabular_from_scratch",
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "figure.facecolor": "white",
        "axes.facecolor": "white",
    }
)


def stuck() -> Figure:
    """Loss and accuracy of the deep net whose initial weights are 8 times too small."""
    losses, accuracies, _outputs = deep_run(0.5, 100)
    figure = Figure(figsize=(7.2, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(losses, color=INK, linewidth=1.8)
    left.set(title="training loss", xlabel="epoch", ylim=(0.15, 0.55))
    right.plot(range(1, 101), accuracies, color=INK, linewidth=1.8)
    right.set(title="validation accuracy", xlabel="epoch", ylim=(0.35, 0.9))
    for ax, value, above in ((left, losses[-1], 0.015), (right, accuracies[-1], 0.02)):
        ax.grid(color="#dddddd", linewidth=0.6)
        ax.text(99, value + above, f"{value:.4g}", ha="right")
    left.text(2, losses[0] + 0.012, f"{losses[0]:.3f}")
    return figure


FIGURES = {"stuck": stuck}


def main() -> None:
    """Write every figure as SVG."""
    default = ROOT / "exercises/tabular_from_scratch/figures"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in FIGURES.items():
        draw().savefig(folder / f"{name}.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
