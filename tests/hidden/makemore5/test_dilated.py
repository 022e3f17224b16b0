"""Hidden checks for dilated.py: other depths, lengths and widths."""

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


@task("dilated_forward", category="other sizes")
@pytest.mark.parametrize(
    ("sizes", "count"), [((11, 4, 3, 6, 2), 19), ((5, 2, 4, 3, 5, 6), 18), ((8, 3, 1), 7)]
)
def test_dilated_windows(student, gen, sizes, count):
    """gives each window what the tree gives it alone, for other sizes"""
    emb, weights = network(sizes, gen)
    seq = torch.randint(sizes[0], (count,), generator=gen)

    got = student.dilated_forward(emb, weights, seq)

    expect_close(got, tree(emb, weights, seq).float(), axes="window out", scale=1.0)


@task("dilated_forward", category="edge values")
@pytest.mark.parametrize("levels", [3, 4])
def test_dilated_one_window(student, gen, levels):
    """gives one row for exactly one window"""
    emb, weights = network((9, 3, 4, 2, 5, 7)[: levels + 2], gen)
    seq = torch.randint(9, (2**levels,), generator=gen)

    got = student.dilated_forward(emb, weights, seq)

    expect_close(got, tree(emb, weights, seq).float(), axes="window out", scale=1.0)


@task("dilated_forward", category="dtype")
def test_dilated_float64(student, gen):
    """keeps float64 for other sizes"""
    emb, weights = network((7, 5, 3, 6), gen, torch.float64)
    seq = torch.randint(7, (10,), generator=gen)

    got = student.dilated_forward(emb, weights, seq)

    expect_close(got, tree(emb, weights, seq), axes="window out", scale=1.0)


@task("dilated_forward", category="speed")
def test_dilated_once(student, gen):
    """computes what windows have in common once, for a longer text"""
    emb, weights = network((9, 4, 3, 5, 4), gen)
    lengths = (40, 90)
    seqs = [torch.randint(9, (count,), generator=gen) for count in lengths]

    got = [student.run(all_windows, emb, weights, seq) for seq in seqs]

    expect_once([run["entries"] for run in got], lengths, (3, 5, 4))


@task("dilated_forward", category="random upstream")
def test_dilated_gradients(student, gen):
    """gives the gradients of the table and of three weights"""
    emb, weights = network((6, 2, 3, 4, 5), gen)
    seq = torch.randint(6, (12,), generator=gen)
    dy = torch.randn(5, 5, generator=gen)

    got = student.run(window_gradients, emb, weights, seq, dy)

    leaves = [t.double().requires_grad_() for t in (emb, *weights)]
    y = tree(leaves[0], leaves[1:], seq)
    right = torch.autograd.grad((y * dy).sum(), leaves)
    for mine, theirs in zip(got, right, strict=True):
        expect_close(mine, theirs.float(), scale=1.0, name="a gradient")


@task("dilated_forward", category="rules")
@pytest.mark.parametrize(("levels", "count"), [(3, 6), (4, 15), (1, 1)])
def test_dilated_too_short(student, gen, levels, count):
    """raises ValueError for other lengths below that of a window"""
    emb, weights = network((5, 2, 3, 4, 6, 2)[: levels + 2], gen)

    got = student.run(short_sequence, emb, weights, torch.zeros(count, dtype=torch.int64))

    expect_equal(got, "ValueError", name="what dilated_forward raises")
