"""Given: the pictures of `grader plot makemore4`, of the gradients that you found by hand."""

import random

import torch
from exercises.data import load_names
from exercises.makemore4.forward import forward, init_params

from grader import plot

SYMBOLS = ".abcdefghijklmnopqrstuvwxyz"
N = 32
ORDER = ("C", "W1", "b1", "W2", "b2", "bngain", "bnbias")


def batch():
    """32 contexts of three letters, and the letters that follow."""
    text = "...".join(["", *random.Random(42).sample(load_names(), 400), ""])
    numbers = torch.tensor([SYMBOLS.index(letter) for letter in text])
    windows = numbers.unfold(0, 4, 1)
    # Between two names stand the marks of a context; the first of them ends the name before.
    windows = windows[windows[:, 2:].any(1)]
    chosen = torch.randperm(len(windows), generator=torch.Generator().manual_seed(4))[:N]
    return windows[chosen, :3], windows[chosen, 3]


@plot("cross_entropy_backward")
def dlogits(student, figure):
    """dlogits of one batch: each row pushes one letter up and all others down, and sums to 0."""
    X, Y = batch()
    f = forward(init_params(generator=torch.Generator().manual_seed(7)), X, Y)
    dlogits = student.cross_entropy_backward(f.logits, Y)
    figure.set_size_inches(13, 9)
    figure.suptitle("dlogits of one batch, by your cross_entropy_backward")
    table, sums = figure.subplots(1, 2, width_ratios=(6, 1), sharey=True)
    reach = float(dlogits.abs().max())
    image = table.imshow(dlogits, cmap="RdBu_r", vmin=-reach, vmax=reach, aspect="auto")
    figure.colorbar(image, ax=table, label="gradient: below 0 the logit goes up")
    table.scatter(Y.tolist(), range(N), marker="s", s=60, facecolor="none", edgecolor="black")
    table.set_xticks(range(27), list(SYMBOLS))
    contexts = ["".join(SYMBOLS[i] for i in row) for row in X.tolist()]
    table.set_yticks(range(N), contexts, family="monospace", fontsize=8)
    table.set(xlabel="letter; the square is the right one", ylabel="context")
    sums.barh(range(N), dlogits.sum(1).tolist(), color="#4878a8")
    sums.axvline(0, color="black", linewidth=1)
    sums.set(title="sum of the row", xlim=(-reach, reach))


@plot("manual_backward")
def gradients(student, figure):
    """Your gradients beside those of autograd, a point for each entry."""
    X, Y = batch()
    params = init_params(generator=torch.Generator().manual_seed(7), dtype=torch.float64)
    mine = student.manual_backward({k: p.clone() for k, p in params.items()}, X, Y)
    asking = {name: p.clone().requires_grad_() for name, p in params.items()}
    forward(asking, X, Y).loss.backward()
    figure.suptitle("entries of your manual_backward over those of autograd: right is the diagonal")
    panels = figure.subplots(2, 4).flatten()
    for axes, name, own in zip(panels, ORDER, mine, strict=False):
        right = asking[name].grad.flatten()
        # db1 is 0 but for rounding: batch normalisation takes every shift out again.
        reach = max(1.1 * float(torch.maximum(right.abs().max(), own.abs().max())), 1e-6)
        axes.plot([-reach, reach], [-reach, reach], color="#999999", linewidth=1)
        axes.plot(right.tolist(), own.flatten().tolist(), ".", markersize=3)
        off = float((right - own.flatten()).abs().max())
        axes.set(title=f"d{name}: off by {off:.1g} at most", xlim=(-reach, reach))
        axes.set(ylim=(-reach, reach), xticks=[], yticks=[])
    panels[0].set(xlabel="autograd", ylabel="yours")
    panels[-1].axis("off")
