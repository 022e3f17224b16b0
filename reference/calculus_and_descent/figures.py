"""Draw the figures of this topic's questions: python reference/calculus_and_descent/figures.py.

With a folder as argument they go there, without one into exercises/calculus_and_descent/figures.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib
import torch
from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
INK = "#1a1a1a"
BLUE = "#00589c"
matplotlib.rcParams.update(
    {
        "svg.hashsalt": "calculus_and_descent",
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
# In the order of the panels, which is not that of the question.
RATES = {"A": 1.1, "B": 0.1, "C": 1.0, "D": 0.9, "E": 0.5}


def places_on_w2(lr: float, steps: int) -> list[float]:
    """w from 3 on, by gradient descent on w^2."""
    places = [3.0]
    for _ in range(steps):
        w = torch.tensor(places[-1], dtype=torch.float64, requires_grad=True)
        [grad] = torch.autograd.grad(w**2, w)
        places.append(float(w.detach() - lr * grad))
    return places


def absolute_errors(lr: float, steps: int) -> list[float]:
    """The MAE of a quadratic on the way from (1.1, 1.1, 1.1) to the notebook's, without noise."""
    x = torch.linspace(-2, 2, 20, dtype=torch.float64)
    y = 3 * x**2 + 2 * x + 1
    params = torch.full((3,), 1.1, dtype=torch.float64)
    losses = []
    for _ in range(steps + 1):
        params.requires_grad_()
        loss = (params[0] * x**2 + params[1] * x + params[2] - y).abs().mean()
        losses.append(loss.item())
        [grad] = torch.autograd.grad(loss, params)
        params = (params - lr * grad).detach()
    return losses


def rates() -> Figure:
    """Five panels: w over 8 steps, each with another rate."""
    figure = Figure(figsize=(9.6, 2.6), layout="constrained")
    for ax, (name, lr) in zip(figure.subplots(1, 5), RATES.items(), strict=True):
        ax.plot(places_on_w2(lr, 8), color=BLUE, marker="o", markersize=3.5, linewidth=1.2)
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set(title=f"panel {name}", xlabel="step", xticks=[0, 4, 8])
        if name == "A":
            ax.set(ylabel="w", ylim=(-15, 15))
        else:
            ax.set_ylim(-3.6, 3.6)
    return figure


def bounce() -> Figure:
    """The mean absolute error over 120 steps of one rate."""
    figure = Figure(figsize=(6.4, 3.2), layout="constrained")
    ax = figure.subplots()
    ax.plot(absolute_errors(0.1, 120), color=BLUE, linewidth=1.4)
    ax.set_yscale("log")
    ticks = [0.05, 0.1, 0.2, 0.5, 1, 2]
    ax.set(xlabel="step", ylabel="mean absolute error", ylim=(0.05, 3), xlim=(0, 120))
    ax.set_yticks(ticks, [str(tick) for tick in ticks])
    ax.grid(color="#dddddd", linewidth=0.6)
    return figure


FIGURES = {"rates": rates, "bounce": bounce}


def main() -> None:
    """Write every figure as SVG."""
    torch.set_num_threads(1)
    default = ROOT / "exercises" / "calculus_and_descent" / "figures"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in FIGURES.items():
        draw().savefig(folder / f"{name}.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
