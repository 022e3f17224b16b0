"""Draw the figures of makemore 1's questions: python reference/makemore1/figures.py [FOLDER].

From names.txt and seeded runs, with torch alone; without FOLDER into exercises/makemore1/figures.
"""

from __future__ import annotations

import math
import random
import sys
from pathlib import Path

import matplotlib
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from exercises.data import load_names  # noqa: E402 - found through ROOT

INK = "#1a1a1a"
matplotlib.rcParams.update(
    {
        "svg.hashsalt": "makemore1",
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


def numbers(names: list[str], marks: int) -> list[list[int]]:
    """Each name as numbers, with `marks` zeros before it and one behind it."""
    return [[0] * marks + [ord(ch) - ord("a") + 1 for ch in name] + [0] for name in names]


def places(names: list[str], size: int) -> Tensor:
    """All runs of `size` symbols, one a row."""
    rows = numbers(names, size - 1)
    return torch.tensor([row[i : i + size] for row in rows for i in range(len(row) - size + 1)])


def net_losses(steps: int) -> list[float]:
    """The losses of the net on all names, rate 50, the lecture's seed."""
    torch.set_num_threads(1)
    xs, ys = places(load_names(), 2).T
    # Equal pairs have equal losses, so each of the 729 kinds is weighted by its count.
    share = torch.bincount(27 * xs + ys, minlength=729).view(27, 27).double()
    share /= share.sum()
    W = torch.randn((27, 27), generator=torch.Generator().manual_seed(2147483647)).double()
    losses = []
    for _ in range(steps + 1):
        W.requires_grad_()
        loss = -(share * F.log_softmax(W, dim=1)).sum()
        losses.append(loss.item())
        W = (W - 50 * torch.autograd.grad(loss, W)[0]).detach()
    return losses


def loss_of_counts() -> float:
    """The loss of the table of counts on the names that were counted."""
    xs, ys = places(load_names(), 2).T
    N = torch.bincount(27 * xs + ys, minlength=729).view(27, 27).double()
    P = N / N.sum(1, keepdim=True)
    return -(N[N > 0] * P[N > 0].log()).sum().item() / N.sum().item()


def trigram_losses(grid: list[float]) -> tuple[list[float], list[float]]:
    """The loss on training and on dev names for each smoothing."""
    names = load_names()
    random.Random(42).shuffle(names)
    first, second = int(0.8 * len(names)), int(0.9 * len(names))
    train, dev = places(names[:first], 3), places(names[first:second], 3)
    N3 = torch.zeros(27, 27, 27, dtype=torch.float64)
    N3.index_put_(tuple(train.T), torch.ones(len(train), dtype=torch.float64), accumulate=True)
    found: tuple[list[float], list[float]] = ([], [])
    for s in grid:
        P = (N3 + s) / (N3 + s).sum(2, keepdim=True)
        for losses, part in zip(found, (train, dev), strict=True):
            losses.append(-P[tuple(part.T)].log().mean().item())
    return found


def axes(title: str, x: str) -> tuple[Figure, Axes]:
    """A figure of the common size."""
    figure = Figure(figsize=(6.4, 3.8), layout="constrained")
    ax = figure.subplots()
    ax.set(title=title, xlabel=x, ylabel="mean negative log-likelihood")
    ax.grid(color="#dddddd", linewidth=0.6)
    return figure, ax


def net_loss() -> Figure:
    """The net's loss over the steps, between a uniform guess and the counts."""
    figure, ax = axes("the net on all names, 200 steps of rate 50", "step")
    ax.plot(net_losses(200), color=INK, linewidth=1.8, label="the net")
    ax.axhline(math.log(27), color="#b35900", linestyle=":", label="uniform guess, 3.2958")
    counts = loss_of_counts()
    ax.axhline(counts, color="#00589c", linestyle="--", label=f"table of counts, {counts:.4f}")
    ax.set_ylim(2.3, 3.9)
    ax.legend()
    return figure


def smoothing() -> Figure:
    """The trigram model's loss against the smoothing, on training and dev names."""
    grid = [10 ** (k / 8) for k in range(-32, 17)]
    on_train, on_dev = trigram_losses(grid)
    figure, ax = axes("trigrams, counted on the training names", "smoothing, added to every count")
    ax.plot(grid, on_train, color="#00589c", marker="o", markevery=4, label="training")
    ax.plot(grid, on_dev, "--", color="#b35900", marker="s", markevery=4, label="dev")
    ax.set_xscale("log")
    ax.legend()
    return figure


FIGURES = {"net_loss": net_loss, "smoothing": smoothing}


def main() -> None:
    """Write every figure as SVG."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "exercises/makemore1/figures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in FIGURES.items():
        draw().savefig(folder / f"{name}.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
