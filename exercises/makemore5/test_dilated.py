"""Visible checks for dilated.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore5.dilated_cases import (
    all_windows,
    expect_once,
    network,
    short_sequence,
    tree,
    window_gradients,
)

from grader import expect_close, expect_equal, task


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

    right = tree(emb, weights, seq).float()
    expect_close(got, right, axes="window out", scale=1.0)


@task("dilated_forward")
def test_dilated_float64(student, gen):
    """keeps float64"""
    emb, weights = network((9, 3, 5, 4, 6), gen, torch.float64)
    seq = torch.randint(9, (11,), generator=gen)

    got = student.dilated_forward(emb, weights, seq)

    expect_close(got, tree(emb, weights, seq), axes="window out", scale=1.0)


@task("dilated_forward")
def test_dilated_once(student, gen):
    """computes what windows have in common once"""
    emb, weights = network((9, 3, 5, 4, 6), gen)
    lengths = (16, 25)
    seqs = [torch.randint(9, (count,), generator=gen) for count in lengths]

    got = [student.run(all_windows, emb, weights, seq) for seq in seqs]

    expect_once([run["entries"] for run in got], lengths, (5, 4, 6))


@task("dilated_forward")
def test_dilated_gradients(student, gen):
    """lets gradients through to the table and the weights"""
    emb, weights = network((6, 3, 4, 5), gen)
    seq = torch.randint(6, (9,), generator=gen)
    dy = torch.randn(6, 5, generator=gen)

    got = student.run(window_gradients, emb, weights, seq, dy)

    leaves = [t.double().requires_grad_() for t in (emb, *weights)]
    y = tree(leaves[0], leaves[1:], seq)
    right = torch.autograd.grad((y * dy).sum(), leaves)
    for i, (mine, theirs) in enumerate(zip(got, right, strict=True)):
        what = "emb" if i == 0 else f"weights[{i - 1}]"
        expect_close(mine, theirs.float(), scale=1.0, name=f"the gradient of {what}")


@task("dilated_forward")
@pytest.mark.parametrize(("levels", "count"), [(3, 7), (2, 3), (3, 0)])
def test_dilated_too_short(student, gen, levels, count):
    """raises ValueError for fewer letters than a window has"""
    emb, weights = network((5, 2, 3, 4, 6)[: levels + 2], gen)

    got = student.run(short_sequence, emb, weights, torch.zeros(count, dtype=torch.int64))

    expect_equal(got, "ValueError", name=f"what {count} letters and {levels} levels raise")
