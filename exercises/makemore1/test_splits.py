"""Visible checks for splits.py. Grading uses its own copy of this file."""

import pytest
from exercises.makemore1.cases import (
    expect_endings,
    expect_every_word,
    expect_shuffled,
    expect_sizes,
    some_names,
)

from grader import task


@task("split_words")
@pytest.mark.parametrize(("n", "right"), [(10, [8, 1, 1]), (17, [13, 2, 2]), (44, [35, 4, 5])])
def test_split_words_sizes(student, rng, gen, n, right):
    """cuts before int(0.8 n) and int(0.9 n)"""
    got = student.split_words(some_names(rng, n), generator=gen)

    expect_sizes(got, right)


@task("split_words")
def test_split_words_other_fractions(student, rng, gen):
    """takes the shares of the parts from fracs, 0.7 + 0.2 + 0.1 too"""
    words = some_names(rng, 33)

    got = [
        student.split_words(words, (0.5, 0.25, 0.25), generator=gen),
        student.split_words(words, (0.7, 0.2, 0.1), generator=gen),
    ]

    for parts, right in zip(got, ([16, 8, 9], [23, 6, 4]), strict=True):
        expect_sizes(parts, right)


@task("split_words")
def test_split_words_every_word_once(student, rng, gen):
    """puts every word into exactly one part, also a word that is there twice"""
    words = [*some_names(rng, 30), "ava", "mia", "ava"]

    expect_every_word(student.split_words(words, generator=gen), words)


@task("split_words")
def test_split_words_shuffled(student, rng):
    """shuffles a copy, by the given generator alone"""
    expect_shuffled(student, rng, 40)


@task("split_words")
def test_split_words_shares_that_do_not_sum_to_one(student, rng, gen):
    """raises ValueError for parts that do not sum to 1"""
    words = some_names(rng, 15)
    right = [(words, fracs) for fracs in ((0.7, 0.2, 0.1), (0.5, 0.3, 0.2), (0.4, 0.4, 0.2))]
    wrong = [(words, fracs) for fracs in ((0.8, 0.1, 0.11), (0.5, 0.2, 0.2), (0.33, 0.33, 0.33))]

    expect_endings(student, rng, "split_words", right, wrong, generator=gen)
