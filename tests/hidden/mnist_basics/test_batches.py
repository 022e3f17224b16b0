"""Hidden checks for batches.py."""

import pytest
from exercises.mnist_basics.training_cases import (
    epochs,
    expect_batches,
    expect_left_early,
    expect_lengths,
    expect_orders,
    expect_shuffled,
    lengths,
    numbered,
)

from grader import task

EQUAL = "the sizes of batches are all equal, so another order of them is right too"


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
@pytest.mark.parametrize(("shape", "n", "size"), [([4], 9, 2), ([1, 5, 2], 5, 5)])
def test_dataloader_left_early(student, gen, shape, n, size):
    """begins anew after a loop that was left, for other sizes"""
    expect_left_early(student, gen, shape, n, size)


@task("DataLoader", category="other sizes")
def test_dataloader_length(student, rng):
    """has as many batches as its length says, for other sizes"""
    full, size = rng.randrange(5, 50), rng.randrange(3, 70)
    drop = {"drop_last": True}
    cases = [(1600, 64, {}), (1601, 64, {}), (1601, 64, drop), (64, 64, {}), (5, 9, drop)]
    cases += [(full * size, size, {}), (full * size + 1, size, {}), (full * size + 2, size, drop)]

    got = student.run(lengths, cases)

    right = [25, 26, 25, 1, 0, full, full + 1, full]
    expect_lengths(got, right, [f"len() of {n} in batches of {b}" for n, b, _o in cases])


@task("DataLoader", category="other sizes")
@pytest.mark.parametrize(("n", "size", "options"), [(30, 7, {}), (24, 6, {"drop_last": True})])
def test_dataloader_shuffles(student, gen, n, size, options):
    """with shuffle every epoch has an order of its own, for other sizes"""
    expect_shuffled(student, gen, n, size, options)


@task("DataLoader", category="rules")
def test_dataloader_chance(student, gen, rng):
    """takes its chance from the generator, or else from torch's own"""
    expect_orders(student, gen, 31, 8, rng)
