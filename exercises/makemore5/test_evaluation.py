"""Visible checks for evaluation.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore5.cases import accepted, mixed
from exercises.makemore5.evaluation_cases import (
    SCATTER,
    drawn,
    evaluated,
    expect_drawn,
    expect_failing,
    expect_losses,
    expect_mode,
    expect_spelt,
    expect_split_losses,
    in_float32,
    looking_up,
    losses_of,
    numbers,
    smoothed_or_error,
)

from grader import BEYOND, expect_close, expect_equal, task


@task("evaluate")
def test_evaluate_losses(student, gen):
    """is the mean loss of one letter for each context, in evaluation"""
    expect_split_losses(student, gen, [(70,), (1,), (7,)], True)


@task("evaluate", part=BEYOND)
def test_evaluate_every_place(student, gen):
    """is the mean loss of a letter for each place of each context"""
    expect_split_losses(student, gen, [(6, 4), (1, 4), (5, 4)], True)


@task("evaluate")
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_evaluate_modes(student, gen, training):
    """asks in evaluation without gradients, whatever the mode was before"""
    expect_split_losses(student, gen, [(7,)], training)


@task("evaluate", part=BEYOND)
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_evaluate_given_back(student, gen, training):
    """gives the model back in the mode that it was in before"""
    tables = torch.randn(2, 2, 5, 5, generator=gen)
    X, Y = torch.randint(5, (7, 3), generator=gen), torch.randint(5, (7,), generator=gen)

    got = student.run(evaluated, looking_up, (tables, False, training), X, Y)

    each = -tables.double().log_softmax(3)
    right = each[:, :, X[:, -1], Y].mean(2, keepdim=True)
    expect_losses(numbers([got["loss"]], 1, "the loss"), right, "the loss")
    expect_mode(got, [table[X[:, -1]] for table in tables[:, 0]], training)


@task("evaluate", part=BEYOND)
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("name", ["evaluate", "sample"])
def test_evaluate_errors(student, gen, name, training):
    """gives the model back as it was where calling it raises an error"""
    expect_failing(student, gen, name, 5, training, everywhere=False)


@task("evaluate")
@pytest.mark.parametrize("block", [4, None], ids=["4", "default"])
def test_sample_one_way_to_go(student, gen, block):
    """sample writes the names that the model gives no choice about"""
    expect_spelt(student, gen, 3, () if block is None else (block,), training=True)


@task("evaluate")
def test_sample_long_names(student):
    """sample writes names that are longer than the context"""
    scores = torch.full((27, 27), -60.0)
    scores[torch.arange(27), torch.arange(1, 28) % 27] = 0.0
    given = ([[scores] * 2] * 2, False, False)

    [names] = student.run(drawn, looking_up, given, [(2, 0)], 0)["names"]

    right = ["abcdefghijklmnopqrstuvwxyz"] * 2
    expect_equal(names, right, name="the names where each letter follows the one before")


@task("evaluate", part=BEYOND)
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_sample_modes(student, gen, training):
    """sample gives the model back in the mode that it was in before"""
    expect_spelt(student, gen, 2, (3,), training, back=True)


@task("evaluate", tolerance_reason=SCATTER)
def test_sample_chance(student, gen):
    """sample draws letters as often as softmax says, with generator only"""
    expect_drawn(student, gen, mixed([0.4, 0.3, 0.2, 0.1], gen), shift=2)


@task("smooth")
@pytest.mark.parametrize(
    ("points", "k"),
    [(2, 3), (1, 5), (3, 1)],
    ids=["two", "one", "k-1"],
)
def test_smooth_means(student, gen, points, k):
    """gives the mean of each k losses"""
    losses, right = losses_of(points, k, 0, gen)

    got = student.smooth(losses, k)

    expect_close(in_float32(got), right, axes="point", name="the means")


@task("smooth", part=BEYOND)
@pytest.mark.parametrize(("points", "k", "rest"), [(2, 4, 3), (3, 2, 1)], ids=["4", "2"])
def test_smooth_rest(student, gen, points, k, rest):
    """drops what is left at the end and is fewer than k"""
    losses, right = losses_of(points, k, rest, gen)

    got = student.smooth(losses, k)

    expect_close(in_float32(got), right, axes="point", name="the means")


@task("smooth", part=BEYOND)
def test_smooth_too_few(student, gen):
    """raises ValueError for fewer than k losses, and for k = 0"""
    wrong = [([1.0] * count, k) for count, k in ((4, 5), (0, 1), (3, 0))]
    cases = [losses_of(1, 5, 0, gen), losses_of(2, 2, 1, gen), losses_of(1, 1, 0, gen)]
    good = [(losses, k) for (losses, _right), k in zip(cases, (5, 2, 1), strict=True)]
    calls = mixed([*wrong, *good], gen)

    got = student.run(smoothed_or_error, calls)

    names = [f"smooth for {len(losses)} losses and k = {k}" for losses, k in calls]
    results = accepted(got, names, [call in wrong for call in calls])
    rights = [cases[good.index(call)][1] for call in calls if call in good]
    for mine, right in zip(results, rights, strict=True):
        expect_close(in_float32(mine), right, axes="point", name="the means")
