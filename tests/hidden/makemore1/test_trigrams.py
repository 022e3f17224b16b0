"""Hidden checks for trigrams.py."""

import math

import pytest
import torch
from exercises.makemore1.cases import (
    exact,
    expect_tuned,
    mean_nll,
    numbers,
    shares,
    some_words,
    spell,
    table_of,
    whole,
    with_argument,
)
from exercises.makemore1.letters import STOI

from grader import expect_close, task


@task("trigram_counts", category="other sizes")
@pytest.mark.parametrize("n", [1, 35, 250])
def test_trigram_counts_counts(student, gen, n):
    """counts the trigrams of words drawn at random"""
    z, a = [26] + [0] * 7, [1] * 5 + [0] * 3
    words = torch.cat([some_words(gen, n), torch.tensor([z, a, z])])

    got = whole(student.trigram_counts(spell(words)))

    expect_close(got, table_of(words, 3), axes="first second third")


@task("trigram_counts", category="other sizes")
@pytest.mark.parametrize("s", [0.05, 3.0])
def test_trigram_nll_values(student, gen, s):
    """agrees with torch on seen and on new words"""
    train = some_words(gen, 90)
    lists = [train, torch.tensor([[1]]), some_words(gen, 7), some_words(gen, 30)]
    N3 = table_of(train, 3)

    got = numbers([student.trigram_nll(N3, spell(words), s) for words in lists])

    right = exact([mean_nll(shares(N3, s), words) for words in lists])
    expect_close(got, right, rtol=1e-5, name="trigram_nll")


@task("trigram_counts", category="edge values")
def test_trigram_nll_without_smoothing(student):
    """is inf for an unseen trigram, finite for an unseen context, never nan"""
    N3 = table_of(torch.tensor([[1, 4, 1], [5, 22, 5], [5, 22, 1]]), 3)  # ada, eve, eva
    N3[STOI["v"], STOI["e"]] = 0

    got = numbers(
        [student.trigram_nll(N3, words, 0.0) for words in (["eve"], ["eva", "ada"], ["o"], ["evo"])]
    )

    ln2, ln3, ln27 = math.log(2), math.log(3), math.log(27)
    known = [math.log(1.5) + ln2 + ln27, math.log(1.5) + ln2 + ln3]
    right = exact([known[0] / 4, known[1] / 8, math.inf, math.inf])
    expect_close(got, right, rtol=1e-5, name="trigram_nll")


@task("trigram_counts", category="in-place safety")
@pytest.mark.parametrize("s", [0.0, 0.5])
def test_trigram_nll_counts_stay(student, gen, s):
    """leaves N3 as it is"""
    words = some_words(gen, 12)
    N3 = table_of(words, 3)

    got = student.run(with_argument, "trigram_nll", N3, spell(words), s)

    right = exact([mean_nll(shares(N3, s), words)])
    expect_close(numbers([got["result"]]), right, rtol=1e-5, name="trigram_nll")
    expect_close(got["argument"], N3, axes="first second third", name="N3 after the call")


@task("tune_smoothing", category="other sizes")
@pytest.mark.parametrize(("n", "cut"), [(40, 25), (150, 130)])
def test_tune_smoothing_search(student, gen, n, cut):
    """finds the losses and the best value of a grid"""
    words = some_words(gen, n, letters=14)

    expect_tuned(student, words[:cut], words[cut:], [0.05, 8.0, 0.2, 1.5, 0.6])


@task("tune_smoothing", category="edge values")
def test_tune_smoothing_one_value(student, gen):
    """works for a grid of a single value"""
    expect_tuned(student, some_words(gen, 20), some_words(gen, 10), [0.7])


@task(
    "tune_smoothing",
    category="edge values",
    tolerance_reason="the losses are equal: these are the ties",
)
def test_tune_smoothing_ties(student):
    """takes the smallest of values with the same loss on dev"""
    train = torch.tensor([[1, 4, 1], [5, 22, 5]])  # ada, eve
    dev = torch.tensor([[5, 22, 1], [26, 26, 0]])  # eva, zz

    expect_tuned(student, train, dev, [2.0**100, 2.0**102, 2.0**101])
