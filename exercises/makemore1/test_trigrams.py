"""Visible checks for trigrams.py. Grading uses its own copy of this file."""

import math

import pytest
import torch
from exercises.makemore1.cases import (
    EMMA,
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


@task("trigram_counts")
def test_trigram_counts_one_word_by_hand(student):
    """counts ..a, .ab and ab. in the word ab"""
    expected = torch.zeros(27, 27, 27, dtype=torch.int64)
    expected[0, 0, 1] = expected[0, 1, 2] = expected[1, 2, 0] = 1

    expect_close(whole(student.trigram_counts(["ab"])), expected, axes="first second third")


@task("trigram_counts")
def test_trigram_counts_names_of_the_file(student, rng):
    """counts the trigrams of 60 names of names.txt and of emma, ava, ava"""
    words = [*some_names(rng, 60), "emma", "ava", "ava"]

    got = whole(student.trigram_counts(words))

    expect_close(got, table(trigrams(words)), axes="first second third")


@task("trigram_counts")
def test_trigram_nll_by_hand(student):
    """gives the loss of ab after ab and aa: (ln 1 + ln 2 + ln 1) / 3"""
    N3 = table(trigrams(["ab", "aa"]))

    got = numbers([student.trigram_nll(N3, ["ab"], 0.0)])

    expect_close(got, exact([math.log(2) / 3]), rtol=1e-5, name="trigram_nll")


@task("trigram_counts")
@pytest.mark.parametrize("s", [1.0, 0.2])
def test_trigram_nll_values(student, rng, s):
    """agrees with a loop in Python on seen and on new names"""
    train, lists = some_names(rng, 50), [EMMA, ["jo"], some_names(rng, 20)]
    N3 = table(trigrams(train))

    got = numbers([student.trigram_nll(N3, words, s) for words in (train, *lists)])

    right = exact([right_nll(train, words, s) for words in (train, *lists)])
    expect_close(got, right, axes="list", rtol=1e-5, name="trigram_nll of four lists")


@task("trigram_counts")
def test_trigram_nll_without_smoothing(student):
    """is inf for an unseen trigram, finite for an unseen context"""
    N3 = table(trigrams(["ava", "mia"]))
    N3[STOI["v"], STOI["a"]] = 0  # now nothing is known of what follows va

    got = numbers([student.trigram_nll(N3, [word], 0.0) for word in ("mia", "ava", "avaz", "am")])

    ln2, ln27 = math.log(2), math.log(27)
    right = exact([ln2 / 4, (ln2 + ln27) / 4, (ln2 + 2 * ln27) / 5, math.inf])
    expect_close(got, right, axes="word", rtol=1e-5, name="trigram_nll of mia, ava, avaz and am")


@task("trigram_counts")
def test_trigram_nll_counts_stay(student, rng):
    """leaves N3 as it is"""
    words = some_names(rng, 10)
    N3 = table(trigrams(words))

    got = student.run(with_argument, "trigram_nll", N3, words, 1.0)

    expect_close(got["argument"], N3, axes="first second third", name="N3 after the call")


@task("tune_smoothing")
def test_tune_smoothing_search(student, rng):
    """finds the losses and the best value of a grid in any order"""
    words = some_names(rng, 120)
    grid = [1.0, 0.08, 1000.0, 0.3]

    expect_tuned(student.tune_smoothing(words[:80], words[80:], grid), words[:80], words[80:], grid)


@task("tune_smoothing")
def test_tune_smoothing_no_smoothing_in_the_grid(student, rng):
    """judges s = 0 as well, which makes the loss on dev inf"""
    train, dev = some_names(rng, 40), ["qzqzq", "emma"]
    grid = [0.0, 0.5, 4.0]

    expect_tuned(student.tune_smoothing(train, dev, grid), train, dev, grid)


@task("tune_smoothing", tolerance_reason="the losses are equal: that is the tie")
def test_tune_smoothing_tie(student):
    """takes the smaller of two values with the same loss on dev"""
    # So large that the counts drown: the loss is ln 27 to the last bit, in float32 too.
    grid = [2.0**101, 2.0**100]

    train, dev = ["ava", "mia"], ["emma"]

    expect_tuned(student.tune_smoothing(train, dev, grid), train, dev, grid)
