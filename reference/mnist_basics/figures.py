"""Draw the figure of the questions: python reference/mnist_basics/figures.py [FOLDER].

From real digits and a seeded training, with torch alone; without FOLDER into
exercises/mnist_basics/figures.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from exercises.data import load_mnist37  # noqa: E402 - found through ROOT

INK = "#1a1a1a"
STYLE = {
    "svg.hashsalt": "mnist_basics",
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
# Row 14, column 12: ink in the middle of most threes, and in few sevens.
PIXEL = 14 * 28 + 12
BATCH = 64


def digits() -> tuple[torch.Tensor, torch.Tensor]:
    """X (1600, 784) and y (1600, 1), float64."""
    images = [x[:800].reshape(800, -1).double() / 255 for x in load_mnist37()]
    y = torch.cat([torch.ones(800, 1), torch.zeros(800, 1)]).double()
    return torch.cat(images), y


@cache
def curves() -> tuple[list[float], list[float], list[float]]:
    """Values of one weight of a linear model in training, and share and loss for each."""
    torch.set_num_threads(1)
    X, y = digits()
    g = torch.Generator().manual_seed(7)
    w = 0.1 * torch.randn(784, 1, generator=g, dtype=torch.float64)
    for _step in range(10):
        p = torch.sigmoid(X @ w)
        w = w - 0.1 * X.T @ ((1 - 2 * y) * p * (1 - p)) / len(X)
    rows = torch.randperm(len(X), generator=g)[:BATCH]
    values, shares, losses = torch.linspace(-3, 3, 1201).tolist(), [], []
    for value in values:
        w[PIXEL] = value
        p = torch.sigmoid(X[rows] @ w)
        shares.append(((p > 0.5) == (y[rows] == 1)).double().mean().item())
        losses.append((p - y[rows]).abs().mean().item())
    return values, shares, losses


def main() -> None:
    """Write the figure as SVG."""
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams.update(STYLE)
    values, shares, losses = curves()
    figure = Figure(figsize=(6.4, 4.6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    upper.plot(values, shares, color="#00589c", linewidth=1.6)
    upper.set(ylabel="share of right predictions", title="64 images, one weight changed")
    lower.plot(values, losses, color="#b35900", linewidth=1.6, linestyle="--")
    lower.set(ylabel="loss", xlabel="value of the weight")
    for axes in (upper, lower):
        axes.grid(color="#dddddd", linewidth=0.6)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "exercises/mnist_basics/figures"
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "one_weight.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
