"""Given: the experiment MG-L1. `grader run MG-L1` runs it with your own Value, MLP and hinge.

Two moons, as in the demo of the published library. The points are made here, from a seed.
"""

import math
from random import Random
from statistics import fmean

from grader import Measured, experiment, observe

BATCH = 8
# Of the box in which the boundary is drawn: left, right, bottom, top.
BOX = (-1.6, 2.6, -1.1, 1.6)
COLUMNS, ROWS = 56, 14


def two_moons(count, seed, noise=0.1):
    """`count` points on two half circles that reach into each other, with labels 1 and -1."""
    draw = Random(seed)
    points, labels = [], []
    for i in range(count):
        turn = math.pi * (i // 2 + 0.5) / (count // 2)
        x, y = math.cos(turn), math.sin(turn)
        if i % 2:
            x, y = 1 - x, 0.5 - y
        # Three digits, so that the points are the same on every machine.
        points.append([round(each + draw.gauss(0, noise), 3) for each in (x, y)])
        labels.append(-1 if i % 2 else 1)
    return points, labels


def chosen_points(tens):
    """The points of every step: ten steps at a time, BATCH of the 50 points a step."""
    draw = Random(3)
    return [[draw.sample(range(50), BATCH) for _ in range(10)] for _ in range(tens)]


def initial(hidden, seed):
    """Weights and biases of the net, uniform from -1 to 1, in the order of parameters()."""
    draw = Random(seed).uniform
    return [draw(-1, 1) for _ in range(4 * hidden + 1 if hidden else 3)]


def score(weights, hidden, point):
    """The output of the net, in plain numbers: above 0 for the label 1."""
    x, y = point
    if not hidden:
        return weights[0] * x + weights[1] * y + weights[2]
    last = weights[3 * hidden :]
    units = [weights[3 * i : 3 * i + 3] for i in range(hidden)]
    bent = [max(0.0, w1 * x + w2 * y + b) for w1, w2, b in units]
    return math.fsum([last[hidden], *(w * each for w, each in zip(last, bent, strict=False))])


@observe
def train(m, hidden, weights, points, labels, batches, alpha, rate):
    """The weights before the first step and after every tenth; a new net for every step."""
    from exercises.micrograd.losses import hinge

    places = [weights]
    for batch in batches:
        for chosen in batch:
            model = m.MLP(2, [hidden, 1] if hidden else [1], last_linear=True, nonlin="relu")
            parts = model.parameters()
            for part, weight in zip(parts, weights):  # noqa: B905
                part.data = weight
            loss = hinge([model(points[i]) for i in chosen], [labels[i] for i in chosen])
            if alpha:
                loss = loss + sum(part * part for part in parts) * alpha
            loss.backward()
            pairs = zip(weights, parts)  # noqa: B905
            weights = [weight - rate * part.grad for weight, part in pairs]
        places.append(weights)
    return places


def margins(weights, hidden, points, labels):
    """label * score of every point: above 0 where it is right, above 1 where it has its margin."""
    pairs = zip(points, labels, strict=True)
    return [label * score(weights, hidden, point) for point, label in pairs]


def hinge_of(found):
    """The mean of max(0, 1 - margin)."""
    return fmean(max(0.0, 1 - margin) for margin in found)


def drawn(weights, hidden, points, labels):
    """The boundary in characters: dots where the net says 1, O and x the points of both labels."""
    left, right, bottom, top = BOX
    rows = []
    for row in range(ROWS):
        y = top - (row + 0.5) * (top - bottom) / ROWS
        xs = [left + (column + 0.5) * (right - left) / COLUMNS for column in range(COLUMNS)]
        rows.append(["." if score(weights, hidden, (x, y)) > 0 else " " for x in xs])
    for (x, y), label in zip(points, labels, strict=True):
        row, column = (top - y) / (top - bottom), (x - left) / (right - left)
        if 0 <= row < 1 and 0 <= column < 1:
            rows[int(row * ROWS)][int(column * COLUMNS)] = "O" if label > 0 else "x"
    return ["".join(row) for row in rows]


@experiment("moons", deadline=40.0)
def moons(student, settings, size):
    """a net on two moons, by hinge loss: fresh points that are right, points that still push"""
    hidden, tens = settings["hidden"], 20 if size == "graded" else 60
    points, labels = two_moons(50, seed=1)
    fresh, fresh_labels = two_moons(400, seed=2)
    data = points, labels, chosen_points(tens)
    begun, run = initial(hidden, settings["seed"]), student.of("MLP").run
    places = run(train, hidden, begun, *data, settings["alpha"], settings["rate"])
    last = [float(each) for each in places[-1]]
    found, new = margins(last, hidden, points, labels), margins(last, hidden, fresh, fresh_labels)
    return Measured(
        found={
            "fresh": fmean(margin > 0 for margin in new),
            "pushing": fmean(margin < 1 for margin in found),
            "hinge": hinge_of(found),
        },
        others={
            "the accuracy on the training points": fmean(margin > 0 for margin in found),
            "the hinge loss of the fresh points": hinge_of(new),
            "the hinge loss with the L2 term": hinge_of(found)
            + settings["alpha"] * math.fsum(each * each for each in last),
        },
        goal=fmean(margin > 0 for margin in new) >= 0.97,
        curves={"hinge loss": [hinge_of(margins(each, hidden, points, labels)) for each in places]},
        x="step",
        at=range(0, 10 * tens + 1, 10),
        y="hinge loss of the training points",
        tell=[
            *drawn(last, hidden, points, labels),
            "dots: the net says 1; O and x: training points labelled 1 and -1",
        ],
    )
