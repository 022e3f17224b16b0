"""Hidden checks for splits.py."""

import pytest
from exercises.makemore1.cases import (
    expect_endings,
    expect_every_word,
    expect_shuffled,
    expect_sizes,
    some_names,
)

from grader import task


@task("split_words", category="other sizes")
@pytest.mark.parametrize(("n", "right"), [(1, [0, 0, 1]), (26, [20, 3, 3]), (99, [79, 10, 10])])
def test_split_words_sizes(student, rng, gen, n, right):
    """cuts before int(0.8 n) and int(0.9 n)"""
    got = student.split_words(some_names(rng, n), generator=gen)

    expect_sizes(got, right)


@task("split_words", category="other sizes")
@pytest.mark.parametrize(
    ("n", "fracs", "right"),
    [(21, (0.5, 0.25, 0.25), [10, 5, 6]), (53, (0.7, 0.2, 0.1), [37, 10, 6])],
)
def test_split_words_other_fractions(student, rng, gen, n, fracs, right):
    """takes the shares of the parts from fracs"""
    got = student.split_words(some_names(rng, n), fracs, generator=gen)

    expect_sizes(got, right)


@task("split_words", category="edge values")
def test_split_words_every_word_once(student, rng, gen):
    """puts every word into one part, words that come several times too"""
    words = [*some_names(rng, 50), *["ava"] * 5, "mia", "mia"]

    expect_every_word(student.split_words(words, generator=gen), words)


@task("split_words", category="rules")
def test_split_words_shuffled(student, rng):
    """shuffles a copy, by the given generator alone"""
    expect_shuffled(student, rng, 75)


@task("split_words", category="edge values")
def test_split_words_shares_that_do_not_sum_to_one(student, rng, gen):
    """raises ValueError for parts that do not sum to 1"""
    words = some_names(rng, 12)
    right = [(0.8, 0.1, 0.1), (0.6, 0.2, 0.2), (0.3, 0.6, 0.1), (1.0, 0.0, 0.0)]
    wrong = [(0.8, 0.2, 0.1), (0.6, 0.2, 0.19), (0.333, 0.333, 0.333), (0.0, 0.0, 0.0)]

    expect_endings(
        student,
        rng,
        "split_words",
        [(words, fracs) for fracs in right],
        [(words, fracs) for fracs in wrong],
        generator=gen,
    )
