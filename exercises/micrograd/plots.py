"""Given: the pictures of `grader plot micrograd`: graphs that your Value builds, and two moons.

A box is a Value: its number, and the gradient that your backward leaves in it. Copy this file to
draw other graphs: graph(axes, root, names) takes any Value.
"""

import math

from exercises.micrograd.experiments import BOX, chosen_points, initial, score, train, two_moons

from grader import plot

# The settings of experiment MG-L1 whose boundary is drawn; put those of your best run here.
HIDDEN, ALPHA, RATE, SEED = 2, 0.01, 0.3, 0
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


@plot("Value.backward", "MLP.__init__", "MLP.__call__", "hinge")
def moons(student, figure):
    """The boundary of a net on the two moons of MG-L1, and the margin on either side of it."""
    points, labels = two_moons(50, seed=1)
    data = points, labels, chosen_points(20)
    weights = train(student, HIDDEN, initial(HIDDEN, SEED), *data, ALPHA, RATE)[-1]
    left, right, bottom, top = BOX
    xs = [left + i * (right - left) / 100 for i in range(101)]
    ys = [bottom + i * (top - bottom) / 80 for i in range(81)]
    scores = [[score(weights, HIDDEN, (x, y)) for x in xs] for y in ys]
    figure.suptitle(f"two moons: {HIDDEN} units, alpha {ALPHA:g}, rate {RATE:g}, seed {SEED}")
    axes = figure.subplots()
    axes.contourf(xs, ys, scores, levels=[-1e9, 0, 1e9], colors=["#f3d9c4", "#d3e3f3"])
    lines = axes.contour(xs, ys, scores, levels=[-1, 0, 1], colors=LINE, linestyles=[":", "-", ":"])
    axes.clabel(lines, fmt={-1: "-1", 0: "0", 1: "1"})
    for label, marker, color in ((1, "o", "#1f5a92"), (-1, "x", "#a5501a")):
        chosen = [point for point, each in zip(points, labels, strict=True) if each == label]
        axes.plot(*zip(*chosen, strict=True), marker, color=color, label=f"label {label}")
    axes.set(xlabel="x1", ylabel="x2", aspect="equal")
    axes.legend(loc="lower left")


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
