"""Hidden checks for trigrams.py."""

import math

import pytest
from exercises.makemore1.cases import (
    exact,
    expect_tuned,
    numbers,
    right_nll,
    some_names,
    table,
    trigrams,
    whole,
    with_argument,
)
from exercises.makemore1.letters import STOI

from grader import expect_close, task


@task("trigram_counts", category="other sizes")
@pytest.mark.parametrize("n", [1, 35, 250])
def test_trigram_counts_counts(student, rng, n):
    """counts the trigrams of names of names.txt"""
    words = [*some_names(rng, n), "z", "aaaaa", "z"]

    got = whole(student.trigram_counts(words))

    expect_close(got, table(trigrams(words)), axes="first second third")


@task("trigram_counts", category="other sizes")
@pytest.mark.parametrize("s", [0.05, 3.0])
def test_trigram_nll_values(student, rng, s):
    """agrees with a loop in Python on seen and on new names"""
    train, lists = some_names(rng, 90), [["a"], some_names(rng, 7), some_names(rng, 30)]
    N3 = table(trigrams(train))

    got = numbers([student.trigram_nll(N3, words, s) for words in (train, *lists)])

    right = exact([right_nll(train, words, s) for words in (train, *lists)])
    expect_close(got, right, axes="list", rtol=1e-5, name="trigram_nll")


@task("trigram_counts", category="edge values")
def test_trigram_nll_without_smoothing(student):
    """is inf for an unseen trigram, finite for an unseen context, never nan"""
    N3 = table(trigrams(["ada", "eve", "eva"]))
    N3[STOI["v"], STOI["e"]] = 0

    got = numbers(
        [student.trigram_nll(N3, words, 0.0) for words in (["eve"], ["eva", "ada"], ["o"], ["evo"])]
    )

    ln2, ln3, ln27 = math.log(2), math.log(3), math.log(27)
    known = [math.log(1.5) + ln2 + ln27, math.log(1.5) + ln2 + ln3]
    right = exact([known[0] / 4, known[1] / 8, math.inf, math.inf])
    expect_close(got, right, axes="list", rtol=1e-5, name="trigram_nll")


@task("trigram_counts", category="in-place safety")
@pytest.mark.parametrize("s", [0.0, 0.5])
def test_trigram_nll_counts_stay(student, rng, s):
    """leaves N3 as it is"""
    words = some_names(rng, 12)
    N3 = table(trigrams(words))

    got = student.run(with_argument, "trigram_nll", N3, words, s)

    expect_close(got["argument"], N3, axes="first second third", name="N3 after the call")


@task("tune_smoothing", category="other sizes")
@pytest.mark.parametrize(("n", "cut"), [(40, 25), (150, 130)])
def test_tune_smoothing_search(student, rng, n, cut):
    """finds the losses and the best value of a grid"""
    words = some_names(rng, n)
    grid = [0.05, 8.0, 0.2, 1.5, 0.6]

    expect_tuned(
        student.tune_smoothing(words[:cut], words[cut:], grid), words[:cut], words[cut:], grid
    )


@task("tune_smoothing", category="edge values")
def test_tune_smoothing_one_value(student, rng):
    """works for a grid of a single value"""
    words = some_names(rng, 30)

    expect_tuned(
        student.tune_smoothing(words[:20], words[20:], [0.7]), words[:20], words[20:], [0.7]
    )


@task(
    "tune_smoothing",
    category="edge values",
    tolerance_reason="the losses are equal: these are the ties",
)
def test_tune_smoothing_ties(student):
    """takes the smallest of values with the same loss on dev"""
    train, dev, grid = ["ada", "eve"], ["eva", "zz"], [2.0**100, 2.0**102, 2.0**101]

    expect_tuned(student.tune_smoothing(train, dev, grid), train, dev, grid)
