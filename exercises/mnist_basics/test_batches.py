"""Visible checks for batches.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.training_cases import (
    epochs,
    expect_batches,
    expect_left_early,
    expect_lengths,
    expect_orders,
    expect_shapes,
    expect_shuffled,
    lengths,
    numbered,
    two_loaders,
)

from grader import expect_close, task


@task("DataLoader")
@pytest.mark.parametrize(
    ("n", "size", "drop", "sizes"),
    [
        (7, 3, False, [3, 3, 1]),
        (7, 3, True, [3, 3]),
        (6, 2, False, [2, 2, 2]),
        (4, 9, False, [4]),
    ],
)
def test_dataloader_in_order(student, gen, n, size, drop, sizes):
    """gives stacked batches in the order of the dataset, in every epoch"""
    X, y = numbered(gen, n)

    got = student.run(epochs, X, y, size, {"drop_last": drop} if drop else {}, 2)

    for epoch in got:
        expect_batches(epoch, X, y, sizes)


@task("DataLoader")
def test_dataloader_contents(student, gen):
    """gives every example of 11 in batches of 4, x and y"""
    X, y = numbered(gen, 11)

    [epoch] = student.run(epochs, X, y, 4, {}, 1)

    expect_shapes(epoch, [4, 4, 3], X, y)
    got = torch.cat([torch.cat([xb, yb.float()], dim=1) for xb, yb in epoch])
    expect_close(got, torch.cat([X, y.float()], dim=1), axes="n column", name="all batches")


@task("DataLoader")
def test_dataloader_left_early(student, gen):
    """begins anew after a loop that was left; takes any dataset of pairs"""
    expect_left_early(student, gen, [2, 3], 7, 3)


@task("DataLoader")
def test_two_dataloaders(student, gen):
    """two DataLoaders share nothing: each deals out its own dataset"""
    data = [numbered(gen, n) for n in (7, 8)]
    made = [(3, {"drop_last": True}), (3, {})]

    for order in ([0, 1], [1, 0]):
        got = student.run(two_loaders, [data[i] for i in order], [made[i] for i in order])

        for i, epoch in zip(order, got, strict=True):
            expect_batches(epoch, *data[i], [[3, 3], [3, 3, 2]][i])


@task("DataLoader")
def test_dataloader_length(student, rng):
    """has a length: 49 batches of at most 256 for 12,396 examples"""
    full, size = rng.randrange(3, 90), rng.randrange(5, 9)
    drop = {"drop_last": True}
    cases = [(12_396, 256, {}), (12_396, 256, drop), (12, 4, {}), (12, 4, drop), (3, 5, {})]
    cases += [(full * size + 2, size, {}), (full * size + 2, size, drop)]

    got = student.run(lengths, cases)

    names = [f"len() of {n} in batches of {b}{', drop_last' * bool(o)}" for n, b, o in cases]
    expect_lengths(got, [49, 48, 3, 3, 1, full + 1, full], names)


@task("DataLoader")
def test_dataloader_shuffles(student, gen):
    """with shuffle gives every example once, in another order every time"""
    expect_shuffled(student, gen, 24, 4, {})


@task("DataLoader")
def test_dataloader_chance(student, gen, rng):
    """takes its chance from the generator, or else from torch's own"""
    expect_orders(student, gen, 25, 6, rng)
