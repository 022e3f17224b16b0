"""Hidden checks for batches.py."""

import pytest
from exercises.mnist_basics.cases import EQUAL, expect_yes, numbers
from exercises.mnist_basics.training_cases import (
    ORDERED,
    SHUFFLED,
    epochs,
    expect_batches,
    lengths,
    numbered,
    order_by_chance,
    shuffled,
)

from grader import expect_numbers, task


@task("DataLoader", category="other sizes", tolerance_reason=EQUAL)
@pytest.mark.parametrize(
    ("n", "size", "drop", "sizes"),
    [
        (10, 4, False, [4, 4, 2]),
        (10, 4, True, [4, 4]),
        (9, 3, True, [3, 3, 3]),
        (5, 1, False, [1] * 5),
        (8, 8, False, [8]),
        (3, 7, True, []),
    ],
)
def test_dataloader_in_order(student, gen, n, size, drop, sizes):
    """gives batches in the order of the dataset for other sizes"""
    X, y = numbered(gen, n, 4)

    got = student.run(epochs, X, y, size, {"drop_last": drop}, 3)

    for epoch in got:
        expect_batches(epoch, X, y, sizes)


@task("DataLoader", category="other sizes")
def test_dataloader_length(student):
    """has as many batches as its length says, for other sizes"""
    drop = {"drop_last": True}
    cases = [(1600, 64, {}), (1601, 64, {}), (1601, 64, drop), (64, 64, {}), (5, 9, drop)]

    got = student.run(lengths, cases)

    expect_numbers(numbers(got), [25, 26, 25, 1, 0])


@task("DataLoader", category="other sizes", tolerance_reason=EQUAL)
@pytest.mark.parametrize(("n", "size", "options"), [(30, 7, {}), (24, 6, {"drop_last": True})])
def test_dataloader_shuffles(student, n, size, options):
    """with shuffle every epoch has an order of its own, for other sizes"""
    got = student.run(shuffled, n, size, options)

    expect_yes(got, SHUFFLED)


@task("DataLoader", category="rules", tolerance_reason=EQUAL)
def test_dataloader_chance(student):
    """takes its chance from the generator, or else from torch's own"""
    got = student.run(order_by_chance, 31, 8)

    expect_yes(got, ORDERED)
