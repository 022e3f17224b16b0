"""Visible checks for splits.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore1.cases import bad_fractions, expect_results, shuffles, sizes, some_names

from grader import expect_close, expect_equal, task


@task("split_words")
@pytest.mark.parametrize(("n", "right"), [(10, [8, 1, 1]), (17, [13, 2, 2]), (44, [35, 4, 5])])
def test_split_words_sizes(student, rng, gen, n, right):
    """cuts before int(0.8 n) and int(0.9 n)"""
    got = student.split_words(some_names(rng, n), generator=gen)

    expect_close(sizes(got), torch.tensor(right), axes="part", name="the sizes of the parts")


@task("split_words")
def test_split_words_other_fractions(student, rng, gen):
    """takes the shares of the parts from fracs, 0.7 + 0.2 + 0.1 too"""
    words = some_names(rng, 33)

    got = [
        student.split_words(words, (0.5, 0.25, 0.25), generator=gen),
        student.split_words(words, (0.7, 0.2, 0.1), generator=gen),
    ]

    for parts, right in zip(got, ([16, 8, 9], [23, 6, 4]), strict=True):
        expect_close(sizes(parts), torch.tensor(right), axes="part", name="the sizes of the parts")


@task("split_words")
def test_split_words_every_word_once(student, rng, gen):
    """puts every word into exactly one part, also a word that is there twice"""
    words = [*some_names(rng, 30), "ava", "mia", "ava"]

    got = student.split_words(words, generator=gen)

    expect_results(got, 3, "split_words")
    together = sorted(word for part in got for word in part)
    expect_equal(together == sorted(words), True, name="the parts together are the words:")


@task("split_words", tolerance_reason="every answer is yes")
def test_split_words_shuffled(student, rng):
    """shuffles a copy, by the given generator alone"""
    got = student.run(shuffles, some_names(rng, 40))

    what = "shuffled, same seed same parts, other seed other parts, words as before, "
    what += "torch's own generator untouched"
    expect_close(got, torch.ones(5, dtype=torch.int64), name=f"({what}; 1 is yes)")


@task("split_words")
@pytest.mark.parametrize("fracs", [(0.8, 0.1, 0.2), (0.5, 0.2, 0.2)])
def test_split_words_shares_that_do_not_sum_to_one(student, fracs):
    """raises ValueError for parts that do not sum to 1"""
    got = student.run(bad_fractions, ["ava", "mia", "emma"] * 5, fracs)

    expect_equal(got, "ValueError", name=f"the end of split_words with fracs {fracs}")
