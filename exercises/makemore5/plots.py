"""Given: the pictures of `grader plot makemore5`, from your own network.

The hierarchical network with 10 numbers a letter and 68 units is trained for 3,000 steps on
names.txt, with a rate of 0.1 and from step 2,250 on of 0.01. It takes about ten seconds. Copy this
file to play with it: other sizes, more steps, another rate.
"""

from functools import cache

import torch
from exercises.data import load_names
from torch.nn import functional as F

from grader import plot

STEPS = 3000
DROP = 2250
POINT = 100
NETWORK = ("Sequential", "build_hierarchical")
STYLES = ("-", "--", "-.", ":")


@cache
def examples():
    """Contexts of 8 letters and the letters that follow, of 6,000 names."""
    # Between two names stand the marks of a context; the first of them ends the name before.
    text = ("." * 8).join(["", *load_names()[:6000], ""])
    windows = torch.tensor(list(text.encode())).sub(96).clamp(min=0).unfold(0, 9, 1)
    X, Y = windows[windows[:, -2:].any(1)].split([8, 1], dim=1)
    return X, Y[:, 0]


@cache
def trained(student):
    """The network after the training, its layers in one list, and the loss of every step."""
    X, Y = examples()
    generator = torch.Generator().manual_seed(42)
    model = student.build_hierarchical(27, 8, n_embd=10, n_hidden=68, generator=generator)
    params = model.parameters()
    for p in params:
        p.requires_grad_()
    losses = []
    for step in range(STEPS):
        rows = torch.randint(0, len(X), (32,), generator=generator)
        loss = F.cross_entropy(model(X[rows]), Y[rows])
        for p in params:
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= (0.1 if step < DROP else 0.01) * p.grad
        losses.append(loss.item())
    return model, flat(model.layers), losses


def flat(layers):
    """The layers in their order, those of a container in its place."""
    found = []
    for layer in layers:
        inside = getattr(layer, "layers", None)
        found += [layer] if inside is None else flat(inside)
    return found


@plot(*NETWORK, "smooth")
def loss(student, figure):
    """The loss of every step, and the same by your smooth."""
    losses = trained(student)[2]
    means = student.smooth(losses, POINT).tolist()
    raw, smoothed = figure.subplots(1, 2)
    raw.plot(losses, linewidth=0.5)
    raw.set(title="every step", xlabel="step", ylabel="loss of the batch")
    steps = [POINT * (i + 1) for i in range(len(means))]
    smoothed.plot(steps, means, marker="o", markersize=3, linewidth=1)
    title = f"smooth(losses, {POINT})"
    smoothed.set(title=title, xlabel="step", ylabel=f"mean of {POINT} batches")
    for axes in (raw, smoothed):
        axes.grid(alpha=0.3)


@plot(*NETWORK)
def activations(student, figure):
    """The outputs of tanh at each level, at the start and after the training."""
    X = examples()[0][:1000]
    model, layers, _losses = trained(student)
    generator = torch.Generator().manual_seed(42)
    new = student.build_hierarchical(27, 8, n_embd=10, n_hidden=68, generator=generator)
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    pairs = ((new, flat(new.layers), "at the start"), (model, layers, f"after {STEPS:,} steps"))
    for axes, (network, inside, title) in zip(panels, pairs, strict=True):
        with torch.no_grad():
            network(X)
        outs = [layer.out.detach() for layer in inside if type(layer).__name__ == "Tanh"]
        for level, out in enumerate(outs, 1):
            # Marks before a name give the same pairs again and again: narrow bins would show those.
            density, edges = torch.histogram(out.flatten(), 20, range=(-1.0, 1.0), density=True)
            places = f"{out.shape[1]} places" if out.dim() == 3 else "1 place"
            label = f"level {level}, {places}: std "
            label += f"{out.std():.2f}, {100 * (out.abs() > 0.97).float().mean():.1f}% beyond 0.97"
            middles = (edges[1:] + edges[:-1]) / 2
            style = STYLES[level % len(STYLES)]
            axes.plot(middles.tolist(), density.tolist(), style, label=label, linewidth=1.3)
        axes.set(title=f"outputs of tanh, {title}", xlabel="output", ylabel="density")
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
