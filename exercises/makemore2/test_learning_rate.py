"""Visible checks for learning_rate.py. Grading uses its own copy of this file."""

import math

import pytest
import torch
from exercises.makemore2.cases import EQUAL, expect_endings, numbers
from exercises.makemore2.step_cases import each, expect_rates
from exercises.makemore2.training_cases import (
    expect_search,
    expect_search_beyond,
    expect_search_by_chance,
)
from torch import Tensor

from grader import expect_close, expect_numbers, task


@task("lr_range")
def test_lr_range_by_hand(student):
    """has 1, 10, 100 and 1000 for the exponents 0 to 3"""
    got = student.lr_range(0.0, 3.0, steps=4)

    expect_close(got, torch.tensor([1.0, 10.0, 100.0, 1000.0]), axes="steps")


@task("lr_range", tolerance_reason=EQUAL)
@pytest.mark.parametrize(("lo", "hi", "steps"), [(-4.0, -1.0, 7), (-2.0, 1.0, 11)])
def test_lr_range_exponents(student, lo, hi, steps):
    """has evenly spaced exponents from one end to the other"""
    expect_rates(student.lr_range(lo, hi, steps=steps), lo, hi, steps)


@task("lr_range", tolerance_reason=EQUAL)
def test_lr_range_defaults(student):
    """goes from 0.001 to 1 in 1000 rates where nothing else is asked"""
    expect_rates(student.lr_range(), -3.0, 0.0, 1000)


@task("lr_range", tolerance_reason=EQUAL)
def test_lr_find_losses(student, gen):
    """lr_find takes one step for each rate, on a copy of the model"""
    expect_search(student, gen, 25, 7, [0.3, 0.8, 2.0, 0.5, 1.2])


@task("lr_range", tolerance_reason=EQUAL)
def test_lr_find_default_batch(student, gen):
    """lr_find draws batches of 32 where nothing else is asked"""
    expect_search(student, gen, 6, None, [1.0, 0.4, 2.5])


@task("lr_range", tolerance_reason=EQUAL)
def test_lr_find_generator(student, gen, rng):
    """lr_find draws its batches by the given generator alone"""
    expect_search_by_chance(student, gen, rng)


@task("lr_range", tolerance_reason=EQUAL)
def test_lr_find_goes_on(student, gen):
    """lr_find has a loss for each rate, also after one that is far too large"""
    expect_search_beyond(student, gen, [0.4, 1.5, 3e38, 0.7, 0.2])


def curve(k: int, lowest: int, gen: torch.Generator, noise: float) -> tuple[Tensor, list[float]]:
    """k rising rates from 0 to 1, and losses with a valley at place `lowest`."""
    lrs = torch.rand(k, generator=gen).sort().values
    wobble = (noise * torch.rand(k, generator=gen)).tolist()
    return lrs, [2.0 + 0.3 * abs(i - lowest) + w for i, w in zip(range(k), wobble, strict=True)]


@task("lr_range")
def test_suggest_lr_valley(student, gen):
    """suggest_lr gives a tenth of the rate at the lowest point of a valley"""
    # Wobbles of at most 0.05 cannot move the lowest place: neighbours differ by 0.1 and more.
    curves = [curve(31, lowest, gen, 0.05) for lowest in (20, 9)]

    got = student.run(each, "suggest_lr", [[[*pair, 3], {}] for pair in curves])

    right = [0.1 * lrs[at].item() for (lrs, _losses), at in zip(curves, (20, 9), strict=True)]
    expect_numbers(numbers(got), right, rtol=1e-6, name="the suggested rates")


@task("lr_range")
def test_suggest_lr_smooths(student):
    """suggest_lr is not misled by a single lucky batch"""
    lrs = torch.tensor([0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256])
    # Means of three: 3.15 2.27 2.4 2.43 2.93 2.03 1.43 1.73 2.15, lowest at 0.064.
    first = [3.2, 3.1, 0.5, 3.6, 3.2, 2.0, 0.9, 1.4, 2.9]
    # Means of three: 2.7 3.1 3 3.33 2.57 1.77 1.87 2.67 3.1, lowest at 0.032.
    second = [4.5, 0.9, 3.9, 4.2, 1.9, 1.6, 1.8, 2.2, 4.0]

    got = student.run(each, "suggest_lr", [[[lrs, row, 3], {}] for row in (first, second)])

    expect_numbers(numbers(got), [0.0064, 0.0032], rtol=1e-6, name="the suggested rates")


@task("lr_range")
def test_suggest_lr_ends(student):
    """suggest_lr takes the mean of what is there at the two ends"""
    lrs = torch.tensor([0.01, 0.02, 0.04, 0.08, 0.16, 0.32])
    # Means of up to five: 2.2 2.5 2.74 3.04 3.28 3.53, and of the other row 2.73 2.7 2.74 2.76
    # 2.75 2.83.
    rising, flat = [2.0, 2.1, 2.5, 3.4, 3.7, 3.5], [2.9, 2.8, 2.5, 2.6, 2.9, 3.0]
    rows = [rising, rising[::-1], flat]

    got = student.run(each, "suggest_lr", [[[lrs, row, 5], {}] for row in rows])

    expect_numbers(numbers(got), [0.001, 0.032, 0.002], rtol=1e-6, name="the suggested rates")


@task("lr_range")
def test_suggest_lr_inf_and_nan(student):
    """suggest_lr leaves out inf and nan, with their rates"""
    lrs = torch.tensor([0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28])
    nan, inf = math.nan, math.inf
    rows = [[3.0, 1.5, nan, 2.5, 2.4, 1.7, inf, nan], [-inf, 3.0, 2.0, inf, 2.2, 2.9, 4.0, 5.0]]

    got = student.run(each, "suggest_lr", [[[lrs, row, 3], {}] for row in rows])

    # Means of three: 2.25 2.33 2.13 2.2 2.05, and 2.5 2.4 2.37 3.03 3.97 4.5.
    expect_numbers(numbers(got), [0.032, 0.016], rtol=1e-6, name="the suggested rates")


@task("lr_range")
def test_suggest_lr_window(student, gen):
    """suggest_lr has a window of 51 where nothing else is asked"""
    lrs, losses = curve(120, 70, gen, 0.05)
    losses[10] = -50.0
    # Place 0 pulls down the 26 places that see it, and those further right see more low losses.
    sloping = [-60.0, *(5.0 - 0.1 * i for i in range(1, 56)), *[5.0] * 64]

    calls = [[[lrs, losses], {}], [[lrs, losses, 1], {}], [[lrs, sloping], {}]]
    got = student.run(each, "suggest_lr", calls)

    right = [0.1 * lrs[at].item() for at in (70, 10, 25)]
    expect_numbers(numbers(got), right, rtol=1e-6, name="the rates for windows of 51, 1 and 51")


@task("lr_range")
def test_suggest_lr_nothing_finite(student, rng):
    """suggest_lr raises ValueError where no loss is finite"""
    rates = torch.tensor([0.1, 1.0])
    right = [(rates, losses) for losses in ([math.nan, 2.0], [3.0, math.inf], [1.5, 2.5])]
    wrong = [(rates, losses) for losses in ([math.nan, math.inf], [math.inf, math.inf])]

    expect_endings(student, rng, "suggest_lr", right, wrong)
