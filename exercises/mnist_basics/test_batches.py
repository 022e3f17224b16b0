"""Visible checks for batches.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.cases import EQUAL, expect_yes, numbers
from exercises.mnist_basics.training_cases import (
    ORDERED,
    SHUFFLED,
    epochs,
    expect_batches,
    lengths,
    numbered,
    order_by_chance,
    shape_of,
    shuffled,
)

from grader import expect_close, expect_equal, expect_numbers, task


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

    shapes = [shape_of(part) for pair in epoch for part in pair]
    expect_equal(shapes, [[4, 3], [4, 1], [4, 3], [4, 1], [3, 3], [3, 1]])
    got = torch.cat([torch.cat([xb, yb.float()], dim=1) for xb, yb in epoch])
    expect_close(got, torch.cat([X, y.float()], dim=1), axes="n column", name="all batches")


@task("DataLoader")
def test_dataloader_length(student):
    """has a length: 49 batches of at most 256 for 12,396 examples"""
    drop = {"drop_last": True}
    cases = [(12_396, 256, {}), (12_396, 256, drop), (12, 4, {}), (12, 4, drop), (3, 5, {})]

    got = student.run(lengths, cases)

    names = [f"len() of {n} in batches of {b}{', drop_last' * bool(o)}" for n, b, o in cases]
    expect_numbers(numbers(got), [49, 48, 3, 3, 1], names=names)


@task("DataLoader", tolerance_reason=EQUAL)
def test_dataloader_shuffles(student):
    """with shuffle gives every example once, in another order every time"""
    got = student.run(shuffled, 24, 4, {})

    expect_yes(got, SHUFFLED)


@task("DataLoader", tolerance_reason=EQUAL)
def test_dataloader_chance(student):
    """takes its chance from the generator, or else from torch's own"""
    got = student.run(order_by_chance, 25, 6)

    expect_yes(got, ORDERED)
