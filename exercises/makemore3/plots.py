"""Given: the four pictures of `grader plot makemore3`. Each draws yours beside a healthy one.

Your layers are put together and trained for 1,000 steps on names.txt, without batch normalisation
and with the gain of tanh, as in the lecture. The curves are histograms; the numbers beside them
come from your diagnostics. healthy.json holds the same of a right solution.
"""

import json
from functools import cache
from pathlib import Path

import torch
from exercises.data import load_names
from torch.nn import functional as F

from grader import plot

STEPS = 1000
RATE = 0.1
NETWORK = ("Linear", "Tanh", "build_deep_mlp")
HEALTHY = Path(__file__).with_name("healthy.json")
STYLES = ("-", "--", "-.", ":")


@cache
def trained(student):
    """The network after 1,000 steps, and what update_ratio said at every tenth one."""
    # Between two names stand the marks of a context; the first of them ends the name before.
    text = "...".join(["", *load_names()[:4000], ""])
    windows = torch.tensor(list(text.encode())).sub(96).clamp(min=0).unfold(0, 4, 1)
    X, Y = windows[windows[:, -2:].any(1)].split([3, 1], dim=1)
    Y = Y[:, 0]
    generator = torch.Generator().manual_seed(42)
    options = {"batchnorm": False, "gain": 5 / 3, "generator": generator}
    C, layers = student.build_deep_mlp(27, 3, 10, 100, **options)
    params = [C]
    for layer in layers:
        params += layer.parameters()
    weights = [p for p in params if p.dim() == 2]
    for p in params:
        p.requires_grad_()
    history = []
    for step in range(STEPS):
        rows = torch.randint(0, len(X), (32,), generator=generator)
        x = C[X[rows]].flatten(1)
        for layer in layers:
            x = layer(x)
        loss = F.cross_entropy(x, Y[rows])
        for layer in layers:
            layer.out.retain_grad()
        for p in params:
            p.grad = None
        loss.backward()
        if step % 10 == 0 and not _is_stub(student.update_ratio):
            history.append([float(ratio) for ratio in student.update_ratio(weights, RATE)])
        with torch.no_grad():
            for p in params:
                p -= RATE * p.grad
    return layers, weights, history


def _is_stub(function):
    return "NotImplementedError" in function.__code__.co_names


def histogram(values, low, high):
    """The middles of 50 bins and the density in each."""
    density, edges = torch.histogram(values.detach().flatten(), 50, range=(low, high), density=True)
    return ((edges[1:] + edges[:-1]) / 2).tolist(), density.tolist()


def line(label, x, y):
    """One curve, rounded for a small file."""
    return {
        "label": label,
        "x": [float(f"{v:.4g}") for v in x],
        "y": [float(f"{v:.4g}") for v in y],
    }


def activation_lines(student):
    """A curve for each tanh layer: its outputs."""
    tanh = [layer for layer in trained(student)[0] if isinstance(layer, student.Tanh)]
    lines = []
    for i, (layer, s) in enumerate(zip(tanh, student.activation_stats(tanh), strict=True), 1):
        label = f"{i}: mean {float(s['mean']):+.2f}, std {float(s['std']):.2f}, "
        label += f"{float(s['saturated']):.1f}% saturated"
        lines.append(line(label, *histogram(layer.out, -1.0, 1.0)))
    return lines


def gradient_lines(student):
    """A curve for each tanh layer: the gradients of its outputs."""
    tanh = [layer for layer in trained(student)[0] if isinstance(layer, student.Tanh)]
    reach = 4 * max(float(layer.out.grad.abs().mean()) for layer in tanh)
    lines = []
    for i, (layer, s) in enumerate(zip(tanh, student.gradient_stats(tanh), strict=True), 1):
        label = f"{i}: mean {float(s['mean']):+.1e}, std {float(s['std']):.1e}"
        lines.append(line(label, *histogram(layer.out.grad, -reach, reach)))
    return lines


def weight_lines(student):
    """A curve for each weight: its gradients."""
    weights = trained(student)[1]
    reach = 4 * max(float(p.grad.abs().mean()) for p in weights)
    lines = []
    for p, s in zip(weights, student.weight_grad_stats(weights), strict=True):
        label = f"{tuple(s['shape'])}: std {float(s['std']):.1e}, grad:data {float(s['ratio']):.1e}"
        lines.append(line(label, *histogram(p.grad, -reach, reach)))
    return lines


def update_lines(student):
    """A curve for each weight: its update:data ratio over the steps."""
    _layers, weights, history = trained(student)
    steps = list(range(0, STEPS, 10))
    columns = zip(*history, strict=True)
    return [line(str(tuple(p.shape)), steps, y) for p, y in zip(weights, columns, strict=True)]


def draw(figure, name, yours, title, xlabel, ylabel):
    """Your curves on the left, the healthy ones on the right."""
    healthy = json.loads(HEALTHY.read_text())[name]
    figure.suptitle(title)
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    for axes, word, lines in zip(panels, ("yours", "healthy"), (yours, healthy), strict=True):
        for i, one in enumerate(lines):
            look = {"linestyle": STYLES[i % len(STYLES)], "linewidth": 1.3}
            if i >= len(STYLES):
                look |= {"marker": "o", "markersize": 3, "markevery": 5}
            axes.plot(one["x"], one["y"], label=one["label"], **look)
        axes.set(title=word, xlabel=xlabel, ylabel=ylabel)
        axes.grid(alpha=0.3)
        axes.legend(fontsize=7)
    return panels


@plot(*NETWORK, "activation_stats")
def activations(student, figure):
    """The first plot: outputs of the tanh layers."""
    title = "outputs of the tanh layers after 1,000 steps"
    draw(figure, "activations", activation_lines(student), title, "output", "density")


@plot(*NETWORK, "gradient_stats")
def gradients(student, figure):
    """The second plot: gradients of these outputs."""
    title = "gradients of the outputs of the tanh layers after 1,000 steps"
    draw(figure, "gradients", gradient_lines(student), title, "gradient", "density")


@plot(*NETWORK, "weight_grad_stats")
def weight_gradients(student, figure):
    """The third plot: gradients of the weights."""
    title = "gradients of the weights after 1,000 steps"
    draw(figure, "weight_gradients", weight_lines(student), title, "gradient", "density")


@plot(*NETWORK, "update_ratio")
def updates(student, figure):
    """The fourth plot: update:data ratios."""
    title = "update:data, log10 of lr * std(gradient) / std(values); about -3 is aimed at"
    panels = draw(figure, "updates", update_lines(student), title, "step", "log10 of the ratio")
    for axes in panels:
        axes.axhline(-3, color="black", linewidth=1)
