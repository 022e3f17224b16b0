"""Given: the pictures of `grader plot micrograd`, of graphs that your Value builds.

A box is a Value: its number, and the gradient that your backward leaves in it. Copy this file to
draw other graphs: graph(axes, root, names) takes any Value.
"""

import math

from grader import plot

WIDTH = 1.3
LINE = "#555555"


@plot("Value.__init__", "Value.__add__", "Value.__mul__", "Value.backward")
def expression(student, figure):
    """(a * b + c) * f of the lecture at 2, -3, 10 and -2."""
    numbers = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
    leaves = {name: student.Value(number) for name, number in numbers.items()}
    a, b, c, f = leaves.values()
    root = (a * b + c) * f
    root.backward()
    figure.suptitle("L = (a * b + c) * f: each Value with its number and its gradient")
    graph(figure.subplots(), root, {id(value): name for name, value in leaves.items()})


@plot("Value.__init__", "Value.__add__", "Value.__mul__", "Value.tanh", "Value.backward")
def neuron(student, figure):
    """The neuron of the lecture: tanh of two weighted inputs and a bias."""
    numbers = {"x1": 2.0, "w1": -3.0, "x2": 0.0, "w2": 1.0, "b": 6.8813735870195432}
    leaves = {name: student.Value(number) for name, number in numbers.items()}
    x1, w1, x2, w2, b = leaves.values()
    root = (x1 * w1 + x2 * w2 + b).tanh()
    root.backward()
    figure.suptitle("o = tanh(x1 * w1 + x2 * w2 + b): which inputs move the output?")
    graph(figure.subplots(), root, {id(value): name for name, value in leaves.items()})


def graph(axes, root, names):
    """The Values below root, leaves on the left, root on the right; `names`: id -> name."""
    values = below(root)
    columns = {id(value): 0 for value in values}
    for _round in values:
        # A Value stands right of all that it is made of; as often as there are Values is enough.
        for value in values:
            ends = [columns[id(part)] for part in value._prev]
            columns[id(value)] = max([columns[id(value)], *(end + 1 for end in ends)])
    last = columns[id(root)]
    for value in values:
        users = [columns[id(u)] for u in values if any(part is value for part in u._prev)]
        if not list(value._prev) and users:
            columns[id(value)] = min(users) - 1
    places = {}
    for column in range(last + 1):
        here = [value for value in values if columns[id(value)] == column]
        for row, value in enumerate(here):
            places[id(value)] = (2.6 * column, (len(here) - 1) / 2 - row)
    boxes = {id(v): box(axes, *places[id(v)], v, names.get(id(v), "")) for v in values}
    for value in values:
        for part in value._prev:
            # From box to box: what of the arrow lies inside of them is cut off.
            ends = {"patchA": boxes[id(part)], "patchB": boxes[id(value)]}
            arrow = {"arrowstyle": "->", "color": LINE, "lw": 1.2, "shrinkA": 2, "shrinkB": 2}
            axes.annotate("", places[id(value)], places[id(part)], arrowprops=arrow | ends)
    rows = max(abs(y) for _x, y in places.values())
    axes.set(xlim=(-WIDTH, 2.6 * last + WIDTH), ylim=(-rows - 0.8, rows + 0.8))
    axes.axis("off")


def box(axes, x, y, value, name):
    """One Value: its name or the operator that made it, its number and its gradient."""
    made = name or getattr(value, "_op", "")
    lines = [f"{made:5}data {short(value.data):8}", f"{'':5}grad {short(value.grad):8}"]
    frame = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": LINE}
    place = {"ha": "center", "va": "center", "family": "monospace", "fontsize": 9}
    return axes.text(x, y, "\n".join(lines), bbox=frame, **place).get_bbox_patch()


def short(number):
    """A number in few digits, nan and inf as words."""
    return f"{number:.4g}" if math.isfinite(number) else str(number)


def below(root):
    """The Values that root is made of, and root itself, each once."""
    found = [root]
    for value in found:  # which grows while it is gone through
        for part in value._prev:
            found += [part] if all(part is not each for each in found) else []
    return found
