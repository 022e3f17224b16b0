"""Hidden checks for learning_rate.py."""

import math

import pytest
import torch
from exercises.makemore2.cases import EQUAL, expect_endings, numbers
from exercises.makemore2.step_cases import each, expect_rates
from exercises.makemore2.training_cases import expect_search, expect_search_by_chance

from grader import expect_numbers, task


@task("lr_range", category="other sizes", tolerance_reason=EQUAL)
@pytest.mark.parametrize(("lo", "hi", "steps"), [(-5.0, 0.5, 12), (-1.5, -0.5, 2), (0.0, 2.0, 9)])
def test_lr_range_exponents(student, lo, hi, steps):
    """has evenly spaced exponents, for other ends"""
    expect_rates(student.lr_range(lo, hi, steps=steps), lo, hi, steps)


@task("lr_range", category="other sizes", tolerance_reason=EQUAL)
def test_lr_find_losses(student, gen):
    """takes one step of a copy for each rate, for other sizes"""
    expect_search(student, gen, 33, 4, [0.1, 1.5, 0.6, 0.9, 0.2, 2.2])


@task("lr_range", category="rules", tolerance_reason=EQUAL)
def test_lr_find_generator(student, gen, rng):
    """lr_find draws its batches by the given generator alone"""
    expect_search_by_chance(student, gen, rng)


@task("lr_range", category="edge values")
def test_suggest_lr_curves(student, gen):
    """finds the valley of other curves"""
    lrs = torch.rand(60, generator=gen).sort().values
    calls, right = [], []
    for lowest, window in ((44, 5), (17, 9), (30, 1)):
        wobble = (0.02 * torch.rand(60, generator=gen)).tolist()
        losses = [3.0 + 0.5 * abs(i - lowest) + w for i, w in zip(range(60), wobble, strict=True)]
        calls.append([[lrs, losses, window], {}])
        right.append(0.1 * lrs[lowest].item())

    got = student.run(each, "suggest_lr", calls)

    expect_numbers(numbers(got), right, rtol=1e-6, name="the suggested rates")


@task("lr_range", category="edge values")
def test_suggest_lr_inf_and_nan(student):
    """leaves out inf and nan at either end and in between"""
    lrs = torch.tensor([0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
    rows = [
        [math.nan, math.inf, 4.0, 3.0, math.nan, 2.0, 2.9],
        [math.inf, 0.5, math.nan, 2.5, 1.0, 2.6, -math.inf],
        [math.nan] * 6 + [7.0],
    ]

    got = student.run(each, "suggest_lr", [[[lrs, row, 3], {}] for row in rows])

    # Means of three: 3.5 3 2.63 2.45; 1.5 1.33 2.03 1.8; 7.
    expect_numbers(numbers(got), [3.2, 0.4, 3.2], rtol=1e-6, name="the suggested rates")


@task("lr_range", category="edge values")
def test_suggest_lr_nothing_finite(student, rng):
    """raises ValueError where no loss is finite, of one or of four"""
    none = [[math.inf], [math.nan, -math.inf, math.inf, math.nan], [math.nan] * 3]
    some = [[4.0], [math.nan, -math.inf, 2.0, math.nan], [math.nan, 3.0, math.inf]]

    right, wrong = [[(torch.ones(len(row)), row) for row in rows] for rows in (some, none)]
    expect_endings(student, rng, "suggest_lr", right, wrong)
