"""Draws the figures of the questions and writes healthy.json: python reference/makemore3/figures.py

Every figure comes from a seeded run of the reference on names.txt, on one thread. SVG without a
date and with a fixed salt, so that the same torch and matplotlib give the same files. `--out DIR`
writes elsewhere.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import torch
from matplotlib.figure import Figure
from torch import Tensor
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
STYLES = (("-", ""), ("--", "o"), ("-.", "s"), (":", "^"), ("-", "x"))
INK = "#1a1a1a"

# What the panels show, from left to right; recompute.py derives the key from the same.
ACTIVATION_GAINS = (0.5, 3.0, 5 / 3)
GRADIENT_GAINS = (3.0, 0.5, 5 / 3)
# Learning rate, and whether the weights of layer 3 start far too small.
RATIO_CASES = ((1.0, False), (0.001, False), (0.03, True), (0.03, False))


def load(path: Path) -> SimpleNamespace:
    """The names of a Python file."""
    spec = importlib.util.spec_from_file_location(f"_figures_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return SimpleNamespace(**vars(module))


def reference() -> SimpleNamespace:
    """The solutions, by name, as `grader plot` hands them to plots.py."""
    layers, diagnostics = load(HERE / "layers.py"), load(HERE / "diagnostics.py")
    return type("Reference", (), vars(layers) | vars(diagnostics))


def examples() -> tuple[Tensor, Tensor]:
    """Three letters of context and the next letter, from the first 4,000 names."""
    from exercises.data import load_names

    X, Y = [], []
    for name in load_names()[:4000]:
        context = [0, 0, 0]
        for letter in [*(ord(c) - ord("a") + 1 for c in name), 0]:
            X.append(context)
            Y.append(letter)
            context = [*context[1:], letter]
    return torch.tensor(X), torch.tensor(Y)


def network(student: SimpleNamespace, gain: float) -> tuple:
    """C and the layers of the plain deep network."""
    generator = torch.Generator().manual_seed(42)
    options = {"batchnorm": False, "gain": gain, "generator": generator}
    C, layers = student.build_deep_mlp(27, 3, 10, 100, **options)
    for p in [C, *(p for layer in layers for p in layer.parameters())]:
        p.requires_grad_()
    return C, layers


def step(C: Tensor, layers: list, X: Tensor, Y: Tensor) -> None:
    """Forward and backward for one batch, with the gradients of the outputs."""
    x = C[X].flatten(1)
    for layer in layers:
        x = layer(x)
        x.retain_grad()
    for p in [C, *(p for layer in layers for p in layer.parameters())]:
        p.grad = None
    F.cross_entropy(x, Y).backward()


def panel(axes, number: int, xlabel: str, ylabel: str) -> None:
    """What all panels share: a number, axis names, a grid."""
    axes.set_title(f"panel {number}", color=INK)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.locator_params(axis="x", nbins=5)
    axes.grid(alpha=0.3)


def curves(axes, named: dict[str, Tensor], low: float, high: float) -> None:
    """Histograms as lines, told apart by dashes and markers."""
    for (label, values), (style, marker) in zip(named.items(), STYLES, strict=False):
        flat = values.detach().flatten()
        density, edges = torch.histogram(flat, 40, range=(low, high), density=True)
        middles = (edges[1:] + edges[:-1]) / 2
        axes.plot(
            middles.tolist(),
            density.tolist(),
            style,
            marker=marker,
            markevery=4,
            markersize=4,
            linewidth=1.3,
            label=label,
        )
    axes.legend(fontsize=8)


def at_start(student: SimpleNamespace, gain: float, X: Tensor, Y: Tensor) -> list:
    """The five Tanh layers after one forward and backward pass over 500 examples."""
    C, layers = network(student, gain)
    step(C, layers, X[:500], Y[:500])
    return [layer for layer in layers if isinstance(layer, student.Tanh)]


def ratios_of(
    student: SimpleNamespace, rate: float, odd: bool, X: Tensor, Y: Tensor, steps: int
) -> Tensor:
    """update:data of the five hidden weights at each step of a training."""
    C, layers = network(student, 5 / 3)
    weights = [layer.weight for layer in layers if isinstance(layer, student.Linear)][:5]
    if odd:
        weights[2].detach().mul_(0.02)
    params = [C, *(p for layer in layers for p in layer.parameters())]
    generator = torch.Generator().manual_seed(7)
    history = []
    for _step in range(steps):
        rows = torch.randint(0, len(X), (32,), generator=generator)
        step(C, layers, X[rows], Y[rows])
        history.append(student.update_ratio(weights, rate))
        with torch.no_grad():
            for p in params:
                p -= rate * p.grad
    return torch.tensor(history)


def activations(student: SimpleNamespace, X: Tensor, Y: Tensor) -> Figure:
    """Outputs of five tanh layers at the start: shrinking, saturated, healthy."""
    figure = Figure(figsize=(12, 3.8), layout="constrained", facecolor="white")
    panels = zip(figure.subplots(1, 3), ACTIVATION_GAINS, strict=True)
    for number, (axes, gain) in enumerate(panels, 1):
        tanh = at_start(student, gain, X, Y)
        curves(axes, {f"layer {i}": layer.out for i, layer in enumerate(tanh, 1)}, -1.0, 1.0)
        panel(axes, number, "output of tanh", "density")
    return figure


def gradients(student: SimpleNamespace, X: Tensor, Y: Tensor) -> Figure:
    """Gradients of these outputs: growing towards layer 1, vanishing, even."""
    figure = Figure(figsize=(12, 3.8), layout="constrained", facecolor="white")
    panels = zip(figure.subplots(1, 3), GRADIENT_GAINS, strict=True)
    for number, (axes, gain) in enumerate(panels, 1):
        tanh = at_start(student, gain, X, Y)
        named = {f"layer {i}": layer.out.grad * 500 for i, layer in enumerate(tanh, 1)}
        reach = 2.5 * max(float(g.std()) for g in named.values())
        curves(axes, named, -reach, reach)
        panel(axes, number, "gradient of the output, times the batch size", "density")
    return figure


def ratios(student: SimpleNamespace, X: Tensor, Y: Tensor) -> Figure:
    """update:data over 1,000 steps: too high, too low, one layer too high, right."""
    figure = Figure(figsize=(12, 6.5), layout="constrained", facecolor="white")
    panels = zip(figure.subplots(2, 2).flat, RATIO_CASES, strict=True)
    for number, (axes, (rate, odd)) in enumerate(panels, 1):
        means = ratios_of(student, rate, odd, X, Y, 1000).view(-1, 25, 5).mean(1)
        for i, (style, marker) in enumerate(STYLES):
            axes.plot(
                range(25, 1001, 25),
                means[:, i].tolist(),
                style,
                marker=marker,
                markevery=6,
                markersize=4,
                linewidth=1.3,
                label=f"layer {i + 1}",
            )
        axes.axhline(-3, color=INK, linewidth=1)
        axes.set_ylim(-6, 0)
        axes.legend(fontsize=7, ncols=3)
        panel(axes, number, "step", "log10 of update:data")
    return figure


def main() -> None:
    """Write everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "exercises" / "makemore3")
    out = parser.parse_args().out
    sys.path.insert(0, str(ROOT))
    torch.set_num_threads(1)
    matplotlib.rcParams["svg.hashsalt"] = "makemore3"
    student = reference()
    X, Y = examples()
    (out / "figures").mkdir(parents=True, exist_ok=True)
    for draw in (activations, gradients, ratios):
        path = out / "figures" / f"{draw.__name__}.svg"
        draw(student, X, Y).savefig(path, metadata={"Date": None})
        print(f"wrote {path}")
    plots = load(ROOT / "exercises" / "makemore3" / "plots.py")
    healthy = {
        "activations": plots.activation_lines(student),
        "gradients": plots.gradient_lines(student),
        "weight_gradients": plots.weight_lines(student),
        "updates": plots.update_lines(student),
    }
    text = ",\n".join(f'"{k}": [\n{_rows(v)}\n]' for k, v in healthy.items())
    (out / "healthy.json").write_text("{\n" + text + "\n}\n")
    print(f"wrote {out / 'healthy.json'}")


def _rows(lines: list[dict]) -> str:
    return ",\n".join(json.dumps(line) for line in lines)


if __name__ == "__main__":
    main()
