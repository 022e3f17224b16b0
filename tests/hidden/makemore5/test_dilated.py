"""Hidden checks for dilated.py: other depths, lengths and widths."""

import pytest
import torch
from exercises.makemore5.cases import accepted, mixed
from exercises.makemore5.dilated_cases import network, window_gradients, windows_or_error

from grader import expect_close, task


def tree(emb, weights, seq):
    """The right answer: each window goes through the tree of pairs by itself, in float64."""
    size = 2 ** len(weights)
    h = emb.double()[seq.unfold(0, size, 1)]
    for W in weights:
        h = torch.tanh(torch.cat([h[:, 0::2], h[:, 1::2]], dim=2) @ W.double())
    return h[:, 0]


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


@task("dilated_forward", category="other sizes")
def test_dilated_long_text(student, gen):
    """gives the windows of a text of 5,000 letters their rows"""
    emb, weights = network((9, 4, 3, 5, 4), gen)
    seq = torch.randint(9, (5000,), generator=gen)

    got = student.dilated_forward(emb, weights, seq)

    expect_close(got, tree(emb, weights, seq).float(), axes="window out", scale=1.0)


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
    counts = mixed([count, 2**levels, 2**levels + 2], gen)
    seqs = [torch.randint(5, (n,), generator=gen) for n in counts]

    got = student.run(windows_or_error, emb, weights, seqs)

    calls = [f"dilated_forward for {n} letters" for n in counts]
    results = accepted(got, calls, [n == count for n in counts])
    for mine, seq in zip(results, [seq for seq in seqs if len(seq) > count], strict=True):
        right = tree(emb, weights, seq).float()
        expect_close(mine, right, axes="window out", scale=1.0, name="the rows")
