"""Visible checks for dilated.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore5.cases import accepted, mixed
from exercises.makemore5.dilated_cases import (
    by_hand,
    network,
    slopes,
    window_gradients,
    windows_or_error,
)

from grader import expect_close, task


@task("dilated_forward")
@pytest.mark.parametrize(
    ("sizes", "count"),
    [((9, 3, 5, 4, 6), 12), ((9, 3, 5, 4, 6), 8), ((7, 2, 3, 5), 9), ((6, 4, 3), 2)],
    ids=["5-windows", "1-window", "2-levels", "1-level"],
)
def test_dilated_windows(student, gen, sizes, count):
    """gives each window what the tree gives it alone"""
    emb, weights = network(sizes, gen)
    seq = torch.randint(sizes[0], (count,), generator=gen)

    got = student.dilated_forward(emb, weights, seq)

    right = by_hand(emb, weights, seq).float()
    expect_close(got, right, axes="window out", scale=1.0)


@task("dilated_forward")
def test_dilated_float64(student, gen):
    """keeps float64"""
    emb, weights = network((9, 3, 5, 4, 6), gen, torch.float64)
    seq = torch.randint(9, (11,), generator=gen)

    got = student.dilated_forward(emb, weights, seq)

    expect_close(got, by_hand(emb, weights, seq), axes="window out", scale=1.0)


@task("dilated_forward")
def test_dilated_long_text(student, gen):
    """gives the windows of a long text the rows that they have alone"""
    emb, weights = network((27, 4, 5, 4, 6), gen)
    seq = torch.randint(27, (300,), generator=gen)
    starts = torch.randint(293, (3,), generator=gen).tolist()

    got = student.dilated_forward(emb, weights, seq)
    alone = [student.dilated_forward(emb, weights, seq[at : at + 8]) for at in starts]

    right = by_hand(emb, weights, seq).float()
    expect_close(got, right, axes="window out", scale=1.0)
    for at, row in zip(starts, alone, strict=True):
        what = f"the row of the letters from {at} on, alone"
        expect_close(row, right[at : at + 1], axes="window out", scale=1.0, name=what)


@task("dilated_forward")
def test_dilated_gradients(student, gen):
    """lets gradients through to the table and the weights"""
    emb, weights = network((5, 2, 3, 4), gen)
    seq = torch.randint(5, (7,), generator=gen)
    dy = torch.randn(4, 4, generator=gen)

    got = student.run(window_gradients, emb, weights, seq, dy)

    right = slopes(emb, weights, seq, dy)
    for i, (mine, theirs) in enumerate(zip(got, right, strict=True)):
        what = "emb" if i == 0 else f"weights[{i - 1}]"
        expect_close(mine, theirs, scale=1.0, name=f"the gradient of {what}")


@task("dilated_forward")
@pytest.mark.parametrize(("levels", "count"), [(3, 7), (2, 3), (3, 0)])
def test_dilated_too_short(student, gen, levels, count):
    """raises ValueError only for fewer letters than a window has"""
    emb, weights = network((5, 2, 3, 4, 6)[: levels + 2], gen)
    counts = mixed([count, 2**levels, 2**levels + 3], gen)
    seqs = [torch.randint(5, (n,), generator=gen) for n in counts]

    got = student.run(windows_or_error, emb, weights, seqs)

    calls = [f"dilated_forward for {n} letters and {levels} levels" for n in counts]
    results = accepted(got, calls, [n == count for n in counts])
    for mine, seq in zip(results, [seq for seq in seqs if len(seq) > count], strict=True):
        right = by_hand(emb, weights, seq).float()
        expect_close(mine, right, axes="window out", scale=1.0, name="the rows")
