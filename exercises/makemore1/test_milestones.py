"""Milestones of makemore 1: no points, run with `-m milestone`, the long one with `-m full`."""

import math

import torch
from exercises.data import load_names
from torch import Tensor

from grader import milestone

# Worked out from names.txt without the functions of this topic, see reference/makemore1/NOTES.md.
UNIGRAM = 2.8228
COUNTS = 2.4543
SMOOTHED = 2.4549
GRID = [0.001, 0.01, 0.1, 1.0, 10.0]
SEED = 2147483647


def number(value: Tensor | float) -> float:
    """A result that may be a tensor with one entry."""
    return float(value)


@milestone(deadline=60.0)
def test_table(student, record_property):
    """the table of all 32,178 names has a loss of 2.4543, 2.4549 with smoothing"""
    names = load_names()

    N = student.bigram_counts(names)
    P = student.normalise_rows(N, 1.0)
    plain = number(student.nll(student.normalise_rows(N, 0.0), names))
    smoothed = number(student.nll(P, names))
    drawn = student.sample_names(P, 10, generator=torch.Generator().manual_seed(SEED))

    facts = [int(N[0, 1]), int(N[14, 0]), int(N.sum()), int((N == 0).sum())]
    record_property("tell", f"names that begin with a: {facts[0]}, that end with n: {facts[1]}")
    record_property("tell", f"pairs: {facts[2]}, of 729 kinds {facts[3]} never occur")
    record_property("tell", f"loss of 1/27 everywhere: {math.log(27):.4f}")
    record_property("tell", f"loss of single letters: {UNIGRAM}")
    record_property("tell", f"yours, without smoothing: {plain:.4f} (lecture 2.4540)")
    record_property("tell", f"yours, with 1 added: {smoothed:.4f} (lecture 2.4546)")
    record_property("tell", f"drawn: {' '.join(drawn)}")
    assert facts == [4431, 6791, 229201, 102], "the counts are not those of the file"
    assert abs(plain - COUNTS) < 1e-4, f"the loss without smoothing is {plain:.5f}, not {COUNTS}"
    assert abs(smoothed - SMOOTHED) < 1e-4, f"the smoothed loss is {smoothed:.5f}, not {SMOOTHED}"


def trained(student, steps: int) -> tuple[list[float], list[str]]:
    """The losses of a training on all names, with one more for the end, and ten names."""
    xs, ys = student.bigram_dataset(load_names())
    generator = torch.Generator().manual_seed(SEED)
    W, losses = student.train_bigram_nn(xs, ys, steps + 1, generator=generator)
    P = student.softmax(W.detach(), dim=1)
    names = student.sample_names(P, 10, generator=torch.Generator().manual_seed(SEED))
    return [number(loss) for loss in losses], names


def expect_near_counts(losses: list[float], highest: float) -> None:
    """The loss came near that of the counts, and did not fall below it."""
    assert losses[-1] < highest, f"the loss is {losses[-1]:.4f}, not below {highest}"
    assert min(losses) > COUNTS - 1e-3, (
        f"the loss fell to {min(losses):.4f}; no table is better than the counts, {COUNTS}, "
        "so something in the loss is not right"
    )


@milestone(deadline=120.0)
def test_net(student, record_property):
    """100 steps of the net bring the loss below 2.48, and never below the counts"""
    losses, names = trained(student, 100)

    record_property("tell", f"initial weights: {losses[0]:.4f}, after 100 steps: {losses[-1]:.4f}")
    record_property("tell", f"the counts: {COUNTS} (the lecture's net about 2.47)")
    record_property("tell", f"drawn from the net: {' '.join(names)}")
    expect_near_counts(losses, 2.48)


@milestone(deadline=240.0, full=True)
def test_longer(student, record_property):
    """200 steps of the net bring the loss below 2.465"""
    losses, _names = trained(student, 200)

    record_property("tell", f"after 100 steps {losses[100]:.4f}, after 200 steps {losses[-1]:.4f}")
    expect_near_counts(losses, 2.465)


@milestone(deadline=240.0)
def test_tuning(student, record_property):
    """the dev names choose a smoothing of 0.1 for trigrams, and the test names agree"""
    names = load_names()

    parts = student.split_words(names, generator=torch.Generator().manual_seed(42))
    best, losses = student.tune_smoothing(parts[0], parts[1], GRID)
    N3 = student.trigram_counts(parts[0])
    on_test = number(student.of("trigram_counts").call("trigram_nll", N3, parts[2], best))

    record_property("tell", f"names: {', '.join(str(len(part)) for part in parts)}")
    for s in GRID:
        on_train, on_dev = (number(loss) for loss in losses[s])
        record_property("tell", f"smoothing {s:<6g} train {on_train:.4f}   dev {on_dev:.4f}")
    record_property("tell", f"best {best:g}: test {on_test:.4f} (pairs reach {COUNTS} at best)")
    assert best == 0.1, f"the best smoothing of the grid is {best:g}, not 0.1"
    # Other splits scatter by about 0.01.
    assert 2.15 < on_test < 2.30, f"the loss on the test names is {on_test:.4f}"
