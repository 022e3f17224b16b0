"""Hidden checks for splits.py."""

import pytest
import torch
from exercises.makemore1.cases import bad_fractions, expect_results, shuffles, sizes, some_names

from grader import expect_close, expect_equal, task


@task("split_words", category="other sizes")
@pytest.mark.parametrize(("n", "right"), [(1, [0, 0, 1]), (26, [20, 3, 3]), (99, [79, 10, 10])])
def test_split_words_sizes(student, rng, gen, n, right):
    """cuts before int(0.8 n) and int(0.9 n)"""
    got = student.split_words(some_names(rng, n), generator=gen)

    expect_close(sizes(got), torch.tensor(right), axes="part", name="the sizes of the parts")


@task("split_words", category="other sizes")
@pytest.mark.parametrize(
    ("n", "fracs", "right"),
    [(21, (0.5, 0.25, 0.25), [10, 5, 6]), (53, (0.7, 0.2, 0.1), [37, 10, 6])],
)
def test_split_words_other_fractions(student, rng, gen, n, fracs, right):
    """takes the shares of the parts from fracs"""
    got = student.split_words(some_names(rng, n), fracs, generator=gen)

    expect_close(sizes(got), torch.tensor(right), axes="part", name="the sizes of the parts")


@task("split_words", category="edge values")
def test_split_words_every_word_once(student, rng, gen):
    """puts every word into one part, words that come several times too"""
    words = [*some_names(rng, 50), *["ava"] * 5, "mia", "mia"]

    got = student.split_words(words, generator=gen)

    expect_results(got, 3, "split_words")
    together = sorted(word for part in got for word in part)
    expect_equal(together == sorted(words), True, name="the parts together are the words:")


@task("split_words", category="rules", tolerance_reason="every answer is yes")
def test_split_words_shuffled(student, rng):
    """shuffles a copy, by the given generator alone"""
    got = student.run(shuffles, some_names(rng, 75))

    expect_close(got, torch.ones(5, dtype=torch.int64), name="the use of the generator")


@task("split_words", category="edge values")
@pytest.mark.parametrize("fracs", [(0.8, 0.2, 0.1), (0.6, 0.2, 0.1), (0.0, 0.0, 0.0)])
def test_split_words_shares_that_do_not_sum_to_one(student, rng, fracs):
    """raises ValueError for parts that do not sum to 1"""
    got = student.run(bad_fractions, some_names(rng, 12), fracs)

    expect_equal(got, "ValueError", name="the end of the call")
