"""Draws the picture of each handout's main idea: python reference/ideas.py [--out DIR]

Each function draws exercises/<topic>/idea.svg. What a picture shows is computed: places of descent,
gradients, digits, activations. SVG without a date and with a fixed salt, so that the same
matplotlib gives the same files. makemore 4 has its graph: reference/makemore4/graph.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

ROOT = Path(__file__).resolve().parents[1]
INK, GREY, PALE, MARK = "#1a1a1a", "#8a8a8a", "#e4e4e4", "#c8d8ee"
STYLE = {
    "svg.hashsalt": "ideas",
    "svg.fonttype": "path",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def blank(axes: Axes, width: float, height: float) -> None:
    """Axes without frame and ticks, in units of one cell, the first row at the top."""
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    axes.axis("off")


def grid(
    axes: Axes,
    left: float,
    top: float,
    cells: Sequence[Sequence[str]],
    marked: Callable[[int, int], bool] = lambda row, column: False,
    faint: Callable[[int, int], bool] = lambda row, column: False,
) -> None:
    """A matrix of texts as boxes of one unit; faint ones are there by repetition only."""
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            pale = faint(row, column)
            axes.add_patch(
                Rectangle(
                    (left + column, top + row),
                    1,
                    1,
                    facecolor=MARK if marked(row, column) else "white",
                    edgecolor=GREY if pale else INK,
                    linestyle=":" if pale else "-",
                )
            )
            axes.text(
                left + column + 0.5,
                top + row + 0.5,
                text,
                ha="center",
                va="center",
                color=GREY if pale else INK,
            )


def say(axes: Axes, x: float, y: float, text: str, size: float = 10) -> None:
    """A text in the middle of (x, y)."""
    axes.text(x, y, text, ha="center", va="center", fontsize=size)


def arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """An arrow from start to end."""
    axes.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "->", "color": INK})


def calculus_and_descent(figure: Figure) -> None:
    """The loss of the handout's example over its two parameters, with the steps of descent."""
    x, y = torch.tensor([1.0, 3.0]), torch.tensor([5.0, 4.0])

    def loss(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return ((a[..., None] * x + b[..., None] - y) ** 2).mean(-1)

    a, b = torch.meshgrid(torch.linspace(-1, 3, 200), torch.linspace(-0.5, 6.5, 200), indexing="xy")
    axes = figure.subplots()
    levels = [0.05, 0.2, 0.5, 1, 2, 4, 6.5, 10, 15, 22, 30]
    lines = axes.contour(a, b, loss(a, b), levels=levels, colors=GREY, linewidths=0.8)
    axes.clabel(lines, levels=[1, 4, 10, 22], fontsize=8)
    place = torch.tensor([2.0, 1.0], requires_grad=True)
    path = [place.detach().clone()]
    for _ in range(25):
        [slopes] = torch.autograd.grad(loss(place[0], place[1]), place)
        place.data -= 0.1 * slopes
        path.append(place.detach().clone())
    places = torch.stack(path)
    axes.plot(places[:, 0], places[:, 1], "-o", color=INK, markersize=3)
    for number, (dx, dy) in ((0, (0.12, -0.25)), (1, (-0.2, -0.45)), (25, (0.15, 0.2))):
        text = f"step {number}: loss {loss(places[number, 0], places[number, 1]):.2f}"
        axes.text(float(places[number, 0]) + dx, float(places[number, 1]) + dy, text)
    axes.set(xlabel="a", ylabel="b", title="a step goes against the gradient, across the contours")


def tabular_from_scratch(figure: Figure) -> None:
    """A row of maxes, repeated for every passenger, divides the table."""
    axes = figure.subplots()
    blank(axes, 17.5, 5.4)
    table = [["22", "1", "0"], ["38", "1", "0"], ["26", "0", "2"], ["35", "1", "0"]]
    maxes = ["38", "1", "2"]
    grid(axes, 0.5, 1, table)
    say(axes, 4.25, 3, "/", 16)
    grid(axes, 5, 1, [maxes] * 4, marked=lambda row, _: row == 0, faint=lambda row, _: row > 0)
    say(axes, 8.75, 3, "=", 16)
    scaled = [[f"{float(a) / float(b):.2g}" for a, b in zip(r, maxes, strict=True)] for r in table]
    grid(axes, 9.5, 1, scaled)
    say(axes, 2, 0.5, "(4, 3)")
    say(axes, 6.5, 0.5, "(3,), read as (1, 3)")
    say(axes, 11, 0.5, "(4, 3)")
    axes.text(
        13.1,
        3,
        "Dotted: the same three\nnumbers, read again for\nevery row. Nothing is\ncopied.",
        va="center",
    )


def mnist_basics(figure: Figure) -> None:
    """A three beside the mean three and the mean seven: which is nearer?"""
    from exercises.data import load_mnist37

    threes, sevens = (images.float() / 255 for images in load_mnist37())
    means = {"the mean three": threes[:800].mean(0), "the mean seven": sevens[:800].mean(0)}
    image = threes[805]
    panels = figure.subplots(1, 5)
    shown = [("a three", image)]
    for name, mean in means.items():
        difference = (image - mean).abs()
        shown += [(name, mean), (f"difference\nmean {difference.mean():.3f}", difference)]
    for axes, (title, pixels) in zip(panels, shown, strict=True):
        axes.imshow(pixels, cmap="Greys", vmin=0, vmax=1)
        axes.set_title(title, fontsize=10)
        axes.set(xticks=[], yticks=[])


def micrograd(figure: Figure) -> None:
    """The graph of L = (a * b + c) * f with the data and the grad of every Value."""
    names = ("a", "b", "c", "f")
    leaves = [torch.tensor(v, requires_grad=True) for v in (3.0, -1.0, 5.0, 2.0)]
    a, b, c, f = leaves
    e = a * b
    d = e + c
    L = d * f
    for inner in (e, d, L):
        inner.retain_grad()
    L.backward()
    at = {
        "a": (1, 1),
        "b": (1, 3),
        "e": (6, 2),
        "c": (6, 4),
        "d": (11, 3),
        "f": (11, 5),
        "L": (16, 4),
    }
    values = dict(zip(names, leaves, strict=True)) | {"e": e, "d": d, "L": L}
    axes = figure.subplots()
    blank(axes, 19.4, 6)
    for name, (x, y) in at.items():
        box = Rectangle((x - 0.8, y - 0.55), 3.6, 1.1, facecolor="white", edgecolor=INK)
        axes.add_patch(box)
        value = values[name]
        assert value.grad is not None
        say(axes, x + 1, y - 0.22, f"{name}   data {value.item():g}", 9)
        say(axes, x + 1, y + 0.25, f"grad {value.grad.item():g}", 9)
    for sign, parts, whole in (("*", "ab", "e"), ("+", "ec", "d"), ("*", "df", "L")):
        x, y = at[whole]
        axes.text(x - 1.55, y, sign, ha="center", va="center", fontsize=13)
        for part in parts:
            px, py = at[part]
            arrow(axes, (px + 2.85, py), (x - 1.8, y + (py - y) * 0.12))
        arrow(axes, (x - 1.3, y), (x - 0.85, y))


def makemore1(figure: Figure) -> None:
    """A one-hot row times W is a row of W."""
    axes = figure.subplots()
    blank(axes, 19, 6.2)
    W = [
        ["0.2", "-1.1", "0.7"],
        ["1.5", "0.3", "-0.4"],
        ["-0.8", "0.9", "0.1"],
        ["0.6", "-0.2", "1.2"],
    ]
    grid(axes, 0.5, 2, [["0", "0", "1", "0"]], marked=lambda _, column: column == 2)
    say(axes, 2.5, 1.5, 'the letter "b", one-hot (1, 4)')
    say(axes, 5.25, 2.5, "@", 14)
    grid(axes, 6, 1, W, marked=lambda row, _: row == 2)
    say(axes, 7.5, 0.5, "W (4, 3)")
    say(axes, 9.75, 2.5, "=", 16)
    grid(axes, 10.5, 2, [W[2]], marked=lambda *_: True)
    say(axes, 12, 1.5, "row 2 of W (1, 3)")
    axes.text(14, 2.5, "so W[2] gives the same,\nwithout the products with 0", va="center")
    say(axes, 9.5, 5.7, "For a letter the net looks up a row: its logits. exp of them are counts.")


def makemore2(figure: Figure) -> None:
    """From three letters to rows of C, side by side, to a hidden layer and 27 logits."""
    axes = figure.subplots()
    blank(axes, 22, 7)
    for row, (letter, numbers) in enumerate(
        ((".", ("0.3", "-0.6")), ("e", ("1.1", "0.2")), ("m", ("-0.5", "0.9")))
    ):
        grid(axes, 0.5, 1 + 2 * row, [[letter]])
        arrow(axes, (1.6, 1.5 + 2 * row), (3.3, 1.5 + 2 * row))
        grid(axes, 3.5, 1 + 2 * row, [numbers], marked=lambda *_: True)
        arrow(axes, (5.6, 1.5 + 2 * row), (7.3, 1.5 + 2 * row))
    joined = [["0.3"], ["-0.6"], ["1.1"], ["0.2"], ["-0.5"], ["0.9"]]
    grid(axes, 7.5, 0.5, joined, marked=lambda *_: True)
    say(axes, 1, 0.4, "context")
    say(axes, 4.5, 0.4, "rows of C")
    say(axes, 8, 6.8, "side by side")
    arrow(axes, (8.6, 3.5), (11.3, 3.5))
    say(axes, 9.95, 3.0, "W1, b1")
    grid(axes, 11.5, 0.5, [[""]] * 6)
    say(axes, 12, 6.8, "tanh: hidden units")
    arrow(axes, (12.6, 3.5), (15.3, 3.5))
    say(axes, 13.95, 3.0, "W2, b2")
    grid(axes, 15.5, 0.5, [[""]] * 6)
    say(axes, 16, 6.8, "27 logits")
    axes.text(
        17.2,
        3.5,
        "softmax: how probable\neach next letter is.\nC, W1 and W2 are\nlearned together.",
        va="center",
    )


def makemore3(figure: Figure) -> None:
    """What tanh makes of wide, narrow and normalised numbers, and how much gradient is left."""
    generator = torch.Generator().manual_seed(3)
    z = torch.randn(20_000, generator=generator)
    panels = figure.subplots(1, 3, sharey=True)
    wide = 5 * z + 1
    cases = (
        ("weights too large", wide),
        ("weights too small", 0.1 * z),
        ("batch norm of the first", (wide - wide.mean()) / wide.std()),
    )
    for axes, (name, before) in zip(panels, cases, strict=True):
        h = torch.tanh(before)
        left = (1 - h**2).mean()
        axes.hist(h.tolist(), bins=40, range=(-1, 1), color=MARK, edgecolor=INK, linewidth=0.4)
        axes.set(yticks=[], xlabel="outputs of tanh", xlim=(-1, 1))
        axes.set_title(f"{name}\nmean slope {left:.2f}", fontsize=10)


def makemore5(figure: Figure) -> None:
    """Eight letters, joined in pairs, then pairs of pairs, then all."""
    axes = figure.subplots()
    blank(axes, 17, 8.6)
    letters = "..jaspre"
    rows = [[0.6 + 1.6 * i for i in range(8)]]
    for _ in range(3):
        below = rows[-1]
        rows.append([(a + b) / 2 for a, b in zip(below[::2], below[1::2], strict=True)])
    for level, places in enumerate(rows):
        y = 7.2 - 2.1 * level
        for i, x in enumerate(places):
            grid(
                axes,
                x,
                y,
                [[letters[i] if level == 0 else ""]],
                marked=lambda *_, level=level: level > 0,
            )
            if level:
                for child in rows[level - 1][2 * i : 2 * i + 2]:
                    arrow(axes, (child + 0.5, y + 2.1), (x + 0.5, y + 1.05))
        seen = 2**level
        text = "a row of the embedding each" if level == 0 else f"sees {seen} letters"
        axes.text(13.6, y + 0.5, text, va="center")


PICTURES: dict[str, tuple[Callable[[Figure], None], tuple[float, float]]] = {
    "calculus_and_descent": (calculus_and_descent, (6.4, 4.6)),
    "tabular_from_scratch": (tabular_from_scratch, (8.6, 2.7)),
    "mnist_basics": (mnist_basics, (8.6, 2.2)),
    "micrograd": (micrograd, (8.6, 2.8)),
    "makemore1": (makemore1, (8.6, 2.8)),
    "makemore2": (makemore2, (8.6, 2.9)),
    "makemore3": (makemore3, (8.6, 2.8)),
    "makemore5": (makemore5, (8.6, 4.4)),
}


def main() -> None:
    """Draw all of them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--out", type=Path, default=ROOT / "exercises", help="in place of exercises/"
    )
    out: Path = parser.parse_args().out
    sys.path.insert(0, str(ROOT))
    for topic, (draw, size) in PICTURES.items():
        with matplotlib.rc_context(STYLE):
            figure = Figure(figsize=size, layout="constrained", facecolor="white")
            draw(figure)
            (out / topic).mkdir(parents=True, exist_ok=True)
            figure.savefig(out / topic / "idea.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
