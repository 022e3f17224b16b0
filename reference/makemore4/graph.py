"""Draws exercises/makemore4/graph.svg: the forward pass of the handout as a graph.

python reference/makemore4/graph.py           writes the file
python reference/makemore4/graph.py --check   fails if the file is not what would be written
"""

import sys
from pathlib import Path
from typing import NamedTuple

TARGET = Path(__file__).resolve().parents[2] / "exercises" / "makemore4" / "graph.svg"

WIDTH, ROW, BOX, HEIGHT = 860, 58, 132, 38
LEFT, CENTRE, RIGHT, FAR = 175, 370, 565, 760
# Every colour is read on its own background, so the page behind may be light or dark.
PAPER, INK, GREY = "#f6f8fa", "#1f2328", "#59636e"
FILL = {"parameter": "#ddf4ff", "value": "#ffffff", "data": "#fff8c5"}
EDGE = {"parameter": "#0969da", "value": "#59636e", "data": "#9a6700"}


class Node(NamedTuple):
    """One box: its middle (x, row), its shape as text, what kind of value it is."""

    x: int
    row: float
    shape: str
    kind: str = "value"


NODES = {
    "X": Node(LEFT, 0, "(n, T)", "data"),
    "C": Node(CENTRE, 0, "(V, e)", "parameter"),
    "emb": Node(CENTRE, 1, "(n, T, e)"),
    "W1": Node(LEFT, 2, "(D, H)", "parameter"),
    "embcat": Node(CENTRE, 2, "(n, D)"),
    "b1": Node(RIGHT, 2, "(H,)", "parameter"),
    "hprebn": Node(CENTRE, 3.2, "(n, H)"),
    "bnmeani": Node(RIGHT, 4.2, "(1, H)"),
    "bndiff": Node(CENTRE, 5.2, "(n, H)"),
    "bndiff2": Node(RIGHT, 6.2, "(n, H)"),
    "bnvar": Node(RIGHT, 7.2, "(1, H)"),
    "bnvar_inv": Node(RIGHT, 8.2, "(1, H)"),
    "bnraw": Node(CENTRE, 9.2, "(n, H)"),
    "bngain": Node(LEFT, 9.8, "(1, H)", "parameter"),
    "bnbias": Node(RIGHT, 9.8, "(1, H)", "parameter"),
    "hpreact": Node(CENTRE, 10.9, "(n, H)"),
    "W2": Node(LEFT, 11.9, "(H, V)", "parameter"),
    "h": Node(CENTRE, 11.9, "(n, H)"),
    "b2": Node(RIGHT, 11.9, "(V,)", "parameter"),
    "logits": Node(CENTRE, 13.1, "(n, V)"),
    "logit_maxes": Node(RIGHT, 14.1, "(n, 1)"),
    "norm_logits": Node(CENTRE, 15.1, "(n, V)"),
    "counts": Node(CENTRE, 16.1, "(n, V)"),
    "counts_sum": Node(RIGHT, 17.1, "(n, 1)"),
    "counts_sum_inv": Node(RIGHT, 18.1, "(n, 1)"),
    "probs": Node(CENTRE, 19.1, "(n, V)"),
    "logprobs": Node(CENTRE, 20.1, "(n, V)"),
    "Y": Node(LEFT, 20.1, "(n,)", "data"),
    "loss": Node(CENTRE, 21.3, "one number"),
}

# (from, to, the operation). Where a value has two arrows out, its gradient has two parts.
ARROWS = [
    ("X", "emb", ""),
    ("C", "emb", "index"),
    ("emb", "embcat", "reshape"),
    ("W1", "hprebn", ""),
    ("embcat", "hprebn", "@ W1 + b1"),
    ("b1", "hprebn", ""),
    ("hprebn", "bnmeani", "mean"),
    ("hprebn", "bndiff", ""),
    ("bnmeani", "bndiff", "subtract"),
    ("bndiff", "bndiff2", "square"),
    ("bndiff2", "bnvar", "sum / (n - 1)"),
    ("bnvar", "bnvar_inv", "(.. + 1e-5) ** -0.5"),
    ("bndiff", "bnraw", "multiply"),
    ("bnvar_inv", "bnraw", ""),
    ("bngain", "hpreact", ""),
    ("bnraw", "hpreact", "* gain + bias"),
    ("bnbias", "hpreact", ""),
    ("hpreact", "h", "tanh"),
    ("W2", "logits", ""),
    ("h", "logits", "@ W2 + b2"),
    ("b2", "logits", ""),
    ("logits", "logit_maxes", "max"),
    ("logits", "norm_logits", ""),
    ("logit_maxes", "norm_logits", "subtract"),
    ("norm_logits", "counts", "exp"),
    ("counts", "counts_sum", "sum"),
    ("counts_sum", "counts_sum_inv", "** -1"),
    ("counts", "probs", "multiply"),
    ("counts_sum_inv", "probs", ""),
    ("probs", "logprobs", "log"),
    ("logprobs", "loss", "minus the mean at Y"),
    ("Y", "loss", ""),
]

# (title, first row, last row): the groups of tasks that go back through these rows.
GROUPS = [
    ("group C", -0.5, 10.35),
    ("group B", 10.35, 12.7),
    ("group A", 12.7, 21.8),
]


def drawing() -> str:
    """The whole file."""
    height = _y(21.8) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" '
        f'font-family="ui-monospace, Menlo, Consolas, monospace" role="img">',
        "<title>The forward pass of makemore 4 as a graph, from X and C down to the loss</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="{GREY}"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height:g}" rx="8" fill="{PAPER}"/>',
        *(line for group in GROUPS for line in _group(*group)),
        *(_arrow(*arrow) for arrow in ARROWS),
        *(_label(*arrow) for arrow in ARROWS if arrow[2]),
        *(line for name, node in NODES.items() for line in _box(name, node)),
        *_legend(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _y(row: float) -> float:
    return round(50 + row * ROW, 1)


def _text(x: float, y: float, text: str, *, size: int, fill: str, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">'
        f"{text}</text>"
    )


def _group(title: str, first: float, last: float) -> list[str]:
    top, bottom = _y(first) + 4, _y(last) - 4
    return [
        f'<path d="M22 {top:g}H14V{bottom:g}H22" fill="none" stroke="{GREY}"/>',
        _text(26, (top + bottom) / 2 + 5, title, size=14, fill=INK, anchor="start"),
    ]


def _ends(start: str, end: str) -> tuple[float, float, float, float]:
    a, b = NODES[start], NODES[end]
    if a.x == b.x:
        return a.x, _y(a.row) + HEIGHT / 2, b.x, _y(b.row) - HEIGHT / 2
    side = 1 if b.x > a.x else -1
    if b.x == CENTRE:  # into the trunk, at the upper corner of the box
        return a.x, _y(a.row) + HEIGHT / 2, b.x - side * BOX / 2, _y(b.row) - 6
    return a.x + side * BOX / 2, _y(a.row) + 6, b.x, _y(b.row) - HEIGHT / 2


def _arrow(start: str, end: str, _operation: str) -> str:
    x1, y1, x2, y2 = _ends(start, end)
    if x1 == x2:
        path = f"M{x1:g} {y1:g}V{y2 - 1:g}"
    elif NODES[end].x == CENTRE:
        path = f"M{x1:g} {y1:g}Q{x1:g} {y2:g} {x2:g} {y2:g}"
    else:
        path = f"M{x1:g} {y1:g}Q{x2:g} {y1:g} {x2:g} {y2:g}"
    return (
        f'<path d="{path}" fill="none" stroke="{GREY}" stroke-width="1.5" marker-end="url(#tip)"/>'
    )


def _label(start: str, end: str, operation: str) -> str:
    x1, y1, x2, y2 = _ends(start, end)
    if x1 == x2:
        return _text(x1 + 8, (y1 + y2) / 2 + 4, operation, size=12, fill=INK, anchor="start")
    if NODES[end].x == CENTRE:
        return _text(x1 + 8, (y1 + y2) / 2 + 4, operation, size=12, fill=INK, anchor="start")
    return _text(x2 + 8, (y1 + y2) / 2 + 2, operation, size=12, fill=INK, anchor="start")


def _box(name: str, node: Node) -> list[str]:
    x, y = node.x - BOX / 2, _y(node.row) - HEIGHT / 2
    return [
        f'<rect x="{x:g}" y="{y:g}" width="{BOX}" height="{HEIGHT}" rx="5" '
        f'fill="{FILL[node.kind]}" stroke="{EDGE[node.kind]}" stroke-width="1.5"/>',
        _text(node.x, y + 16, name, size=14, fill=INK),
        _text(node.x, y + 31, node.shape, size=11, fill=GREY),
    ]


def _legend() -> list[str]:
    lines = []
    for i, (kind, text) in enumerate(
        (("parameter", "parameter"), ("value", "computed"), ("data", "letters"))
    ):
        y = 31 + 26 * i
        lines += [
            f'<rect x="{FAR - 40}" y="{y}" width="24" height="16" rx="3" '
            f'fill="{FILL[kind]}" stroke="{EDGE[kind]}" stroke-width="1.5"/>',
            _text(FAR - 8, y + 13, text, size=13, fill=INK, anchor="start"),
        ]
    return lines


def main() -> int:
    """Write the file, or compare it."""
    if sys.argv[1:] == ["--check"]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == drawing():
            return 0
        print(f"{TARGET} is out of date; run: python reference/makemore4/graph.py")
        return 1
    TARGET.write_text(drawing(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
