"""Visible checks for trigrams.py. Grading uses its own copy of this file."""

import math

import pytest
import torch
from exercises.makemore1.cases import (
    EMMA,
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


@task("trigram_counts")
def test_trigram_counts_one_word_by_hand(student):
    """counts ..a, .ab and ab. in the word ab"""
    expected = torch.zeros(27, 27, 27, dtype=torch.int64)
    expected[0, 0, 1] = expected[0, 1, 2] = expected[1, 2, 0] = 1

    expect_close(whole(student.trigram_counts(["ab"])), expected, axes="first second third")


@task("trigram_counts")
def test_trigram_counts_many_words(student, gen):
    """counts the trigrams of 60 words, some of which come twice, and of a's"""
    drawn = some_words(gen, 60)
    words = torch.cat([drawn, drawn[:3], torch.ones(50, 8, dtype=torch.int64)])

    got = whole(student.trigram_counts(spell(words)))

    expect_close(got, table_of(words, 3), axes="first second third")


@task("trigram_counts")
def test_trigram_nll_by_hand(student):
    """gives the loss of ab after ab and aa: (ln 1 + ln 2 + ln 1) / 3"""
    N3 = table_of(torch.tensor([[1, 2], [1, 1]]), 3)

    got = numbers([student.trigram_nll(N3, ["ab"], 0.0)])

    expect_close(got, exact([math.log(2) / 3]), rtol=1e-5, name="trigram_nll")


@task("trigram_counts")
@pytest.mark.parametrize("s", [1.0, 0.2])
def test_trigram_nll_values(student, gen, s):
    """agrees with torch on seen and on new words"""
    train = some_words(gen, 50)
    lists = [train, EMMA, some_words(gen, 1), some_words(gen, 20)]
    N3 = table_of(train, 3)

    got = numbers([student.trigram_nll(N3, spell(words), s) for words in lists])

    right = exact([mean_nll(shares(N3, s), words) for words in lists])
    expect_close(got, right, rtol=1e-5, name="trigram_nll of four lists")


@task("trigram_counts")
def test_trigram_nll_without_smoothing(student):
    """is inf for an unseen trigram, finite for an unseen context"""
    N3 = table_of(EMMA[1:], 3)
    N3[STOI["v"], STOI["a"]] = 0  # now nothing is known of what follows va

    got = numbers([student.trigram_nll(N3, [word], 0.0) for word in ("mia", "ava", "avaz", "am")])

    ln2, ln27 = math.log(2), math.log(27)
    right = exact([ln2 / 4, (ln2 + ln27) / 4, (ln2 + 2 * ln27) / 5, math.inf])
    expect_close(got, right, axes="word", rtol=1e-5, name="trigram_nll of mia, ava, avaz and am")


@task("trigram_counts")
def test_trigram_nll_counts_stay(student, gen):
    """leaves N3 as it is"""
    words = some_words(gen, 10)
    N3 = table_of(words, 3)

    got = student.run(with_argument, "trigram_nll", N3, spell(words), 1.0)

    right = exact([mean_nll(shares(N3, 1.0), words)])
    expect_close(numbers([got["result"]]), right, rtol=1e-5, name="trigram_nll")
    expect_close(got["argument"], N3, axes="first second third", name="N3 after the call")


@task("tune_smoothing")
def test_tune_smoothing_search(student, gen):
    """finds the losses and the best value of a grid in any order"""
    train, dev = some_words(gen, 80, letters=14), some_words(gen, 40, letters=14)

    expect_tuned(student, train, dev, [1.0, 0.05, 1000.0, 0.3])


@task("tune_smoothing")
def test_tune_smoothing_no_smoothing_in_the_grid(student, gen):
    """judges s = 0 as well, which makes the loss on dev inf"""
    dev = torch.tensor([[17, 26, 17, 26, 17], [5, 13, 13, 1, 0]])  # qzqzq, emma

    expect_tuned(student, some_words(gen, 40), dev, [0.0, 0.5, 4.0])


@task("tune_smoothing", tolerance_reason="the losses are equal: that is the tie")
def test_tune_smoothing_tie(student):
    """takes the smaller of two values with the same loss on dev"""
    # So large that the counts drown: the loss is ln 27 to the last bit, in float32 too.
    expect_tuned(student, EMMA[1:], EMMA[:1], [2.0**101, 2.0**100])
