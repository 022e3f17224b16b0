"""Given: the pictures of `grader plot mnist_basics`, of threes and sevens."""

from functools import cache

import torch
from exercises.data import load_mnist37

from grader import plot

EPOCHS = 20
SIDE = 28
SHOWN = 12


@cache
def digits(student):
    """x and y by your make_dataset, every fifth image for validation: (x, y), (x, y)."""
    threes, sevens = (student.stack_images(list(images)) for images in load_mnist37())
    parts = []
    for keep in (lambda i: i % 5 != 0, lambda i: i % 5 == 0):
        pair = [stack[[i for i in range(len(stack)) if keep(i)]] for stack in (threes, sevens)]
        parts.append(student.make_dataset(*pair))
    return parts


@cache
def trained(student):
    """Weights and bias of linear1 after some epochs of your training loop."""
    (x, y), _valid = digits(student)
    generator = torch.Generator().manual_seed(42)
    w = student.init_params((SIDE * SIDE, 1), 0.01, generator=generator)
    b = student.init_params(1, 0.01, generator=generator)
    pairs = list(zip(x, y, strict=True))
    batches = student.DataLoader(pairs, 256, shuffle=True, generator=generator)
    opt = student.BasicOptim([w, b], 1.0)
    for _epoch in range(EPOCHS):
        student.train_epoch(lambda xb: student.linear1(xb, w, b), batches, opt)
    return w.detach(), b.detach()


LOOP = (
    *("stack_images", "make_dataset", "init_params", "linear1", "mnist_loss", "DataLoader"),
    *("BasicOptim", "train_epoch"),
)


@plot(*LOOP)
def weights(student, figure):
    """The weights of the linear model as an image: what speaks for a three, and what against."""
    w, _b = trained(student)
    figure.suptitle(f"the 784 weights after {EPOCHS} epochs, each at the place of its pixel")
    left, middle, right = figure.subplots(1, 3)
    reach = float(w.abs().max())
    image = left.imshow(w.reshape(SIDE, SIDE), cmap="RdBu_r", vmin=-reach, vmax=reach)
    left.set(title="weights: red speaks for a three")
    figure.colorbar(image, ax=left)
    (x, y), _valid = digits(student)
    for axes, label, name in ((middle, 1, "three"), (right, 0, "seven")):
        chosen = x[y.flatten() == label]
        axes.imshow(chosen.mean(0).reshape(SIDE, SIDE), cmap="Greys")
        axes.set(title=f"the mean {name}")
    for axes in (left, middle, right):
        axes.axis("off")


@plot(*LOOP)
def mistaken(student, figure):
    """Validation images that the linear model takes for the other digit, the surest first."""
    w, b = trained(student)
    _train, (x, y) = digits(student)
    scores = student.linear1(x, w, b).detach().flatten()
    labels = y.flatten().bool()
    wrong = (scores > 0) != labels
    rows = [i for i in scores.abs().argsort(descending=True).tolist() if wrong[i]]
    figure.suptitle(f"taken for the other digit: {len(rows)} of {len(x)} validation images")
    panels = figure.subplots(2, SHOWN // 2).flatten()
    for axes in panels:
        axes.axis("off")
    for axes, i in zip(panels, rows, strict=False):
        truth, said = ("three", "seven") if labels[i] else ("seven", "three")
        axes.imshow(x[i].reshape(SIDE, SIDE), cmap="Greys")
        axes.set_title(f"a {truth}, taken for a {said}\nscore {scores[i]:.1f}", fontsize=9)
