"""Hidden checks for evaluation.py: other sizes, modes and edge values."""

import pytest
import torch
from exercises.makemore5.cases import accepted, mixed
from exercises.makemore5.evaluation_cases import (
    RTOL_NUMBER,
    SCATTER,
    evaluated,
    expect_drawn,
    expect_failing,
    expect_mode,
    expect_spelt,
    expect_split_losses,
    in_float32,
    looking_up,
    losses_of,
    numbers,
    smoothed_or_error,
)
from torch.nn import functional as F

from grader import BEYOND, expect_close, task


@task("evaluate", category="other sizes")
@pytest.mark.parametrize("training", [True, False])
def test_evaluate_losses(student, gen, training):
    """is the mean loss of other splits"""
    expect_split_losses(student, gen, [(50,), (2,), (9,)], training)


@task("evaluate", part=BEYOND, category="other sizes")
@pytest.mark.parametrize("training", [True, False])
def test_evaluate_every_place(student, gen, training):
    """is the mean loss of every place, with three and four axes"""
    tables = 3 * torch.randn(2, 2, 6, 6, generator=gen)
    parts = [
        (torch.randint(6, x, generator=gen), torch.randint(6, y, generator=gen))
        for x, y in (((5, 2), (5, 2)), ((1, 7), (1, 7)), ((3, 2, 4), (3, 2, 4)))
    ]

    got, right = [], []
    for X, Y in parts:
        given = (tables, Y.dim() > 1, training)
        got.append(student.run(evaluated, looking_up, given, X, Y)["loss"])
        rows = tables[0, 0][X if Y.dim() > 1 else X[:, -1]].double()
        right.append(F.cross_entropy(rows.reshape(-1, 6), Y.reshape(-1)))

    losses = numbers(got, 3, "the losses")
    expect_close(losses, torch.stack(right), axes="split", rtol=RTOL_NUMBER, name="the losses")


@task("evaluate", part=BEYOND, category="real path")
@pytest.mark.parametrize("training", [True, False])
def test_evaluate_modes(student, gen, training):
    """asks in evaluation, and gives the model back, at every place of a text"""
    tables = torch.randn(2, 2, 4, 4, generator=gen)
    for n in (3, 1, 9):
        X, Y = torch.randint(4, (n, 2), generator=gen), torch.zeros(n, 2).long()

        got = student.run(evaluated, looking_up, (tables, True, training), X, Y)

        rows = tables[0, 0][X].double()
        right = F.cross_entropy(rows.reshape(-1, 4), Y.reshape(-1))
        loss = numbers([got["loss"]], 1, "the loss")[0]
        expect_close(loss, right, rtol=RTOL_NUMBER, name="the loss")
        expect_mode(got, [table[X] for table in tables[:, 0]], training)


@task("evaluate", part=BEYOND, category="edge values")
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", ["evaluate", "sample"])
def test_evaluate_errors(student, gen, name, training):
    """gives the model back as it was after another error, from both modes"""
    expect_failing(student, gen, name, 3, training, everywhere=name == "evaluate")


@task("evaluate", category="other sizes")
@pytest.mark.parametrize(("count", "block"), [(2, 6), (5, 1), (1, 40), (3, 2)])
def test_sample_one_way_to_go(student, gen, count, block):
    """sample writes the only possible names for other contexts"""
    expect_spelt(student, gen, count, (block,), training=False)


@task("evaluate", category="edge values")
@pytest.mark.parametrize("training", [True, False])
def test_sample_no_names(student, gen, training):
    """sample gives an empty list for no names"""
    expect_spelt(student, gen, 0, (3,), training)


@task("evaluate", category="random upstream", tolerance_reason=SCATTER)
def test_sample_chance(student, gen):
    """sample draws letters as often as softmax says, for other scores"""
    expect_drawn(student, gen, mixed([0.05, 0.2, 0.5, 0.25], gen), shift=-7)


@task("smooth", category="other sizes")
@pytest.mark.parametrize(("points", "k"), [(5, 1), (2, 7), (3, 10), (2, 1000)])
def test_smooth_means(student, gen, points, k):
    """gives the mean of each k losses for other sizes"""
    losses, right = losses_of(points, k, 0, gen)

    got = student.smooth(losses, k)

    expect_close(in_float32(got), right, axes="point", name="the means")


@task("smooth", part=BEYOND, category="other sizes")
@pytest.mark.parametrize(("points", "k", "rest"), [(2, 7, 6), (3, 10, 9), (2, 1000, 500)])
def test_smooth_rest(student, gen, points, k, rest):
    """drops what is left at the end for other sizes"""
    losses, right = losses_of(points, k, rest, gen)

    got = student.smooth(losses, k)

    expect_close(in_float32(got), right, axes="point", name="the means")


@task("smooth", part=BEYOND, category="rules")
def test_smooth_too_few(student, gen):
    """raises ValueError for other numbers of losses below k"""
    wrong = [([2.5] * count, k) for count, k in ((9, 10), (1, 2), (5, -1))]
    cases = [losses_of(1, 9, 0, gen), losses_of(3, 2, 0, gen)]
    good = [(losses, k) for (losses, _right), k in zip(cases, (9, 2), strict=True)]
    calls = mixed([*wrong, *good], gen)

    got = student.run(smoothed_or_error, calls)

    names = [f"smooth for {len(losses)} losses and k = {k}" for losses, k in calls]
    results = accepted(got, names, [call in wrong for call in calls])
    rights = [cases[good.index(call)][1] for call in calls if call in good]
    for mine, right in zip(results, rights, strict=True):
        expect_close(in_float32(mine), right, axes="point", name="the means")
