"""Visible checks for counting.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore1.cases import (
    EMMA,
    expect_endings,
    shares,
    some_names,
    some_words,
    spell,
    table_of,
    whole,
    with_argument,
)

from grader import BEYOND, expect_close, task


@task("bigram_counts")
def test_bigram_counts_one_word_by_hand(student):
    """counts .a, ab and b. in the word ab"""
    expected = torch.zeros(27, 27, dtype=torch.int64)
    expected[0, 1] = expected[1, 2] = expected[2, 0] = 1

    expect_close(whole(student.bigram_counts(["ab"])), expected, axes="first second")


@task("bigram_counts")
def test_bigram_counts_words_with_pairs_in_common(student):
    """counts the pairs of emma, ava and mia, some of which come twice"""
    got = student.bigram_counts(spell(EMMA))

    expect_close(whole(got), table_of(EMMA, 2), axes="first second")


@task("bigram_counts")
def test_bigram_counts_many_words(student, gen):
    """counts the pairs of 60 words at random, and of two that come often"""
    row = torch.ones(1, 8, dtype=torch.int64)
    words = torch.cat([some_words(gen, 60), row.expand(25, 8), (2 * row).expand(40, 8)])

    got = student.bigram_counts(spell(words))

    expect_close(whole(got), table_of(words, 2), axes="first second")


@task("bigram_counts", part=BEYOND)
def test_bigram_counts_no_words(student, rng):
    """raises ValueError for an empty list"""
    right = [(some_names(rng, n),) for n in (1, 2)]

    expect_endings(student, rng, "bigram_counts", right, [([],)])


@task("bigram_counts", part=BEYOND)
@pytest.mark.parametrize("word", ["Emma", "anna-lena", "a.b", "zo\u00e9"])
def test_bigram_counts_other_characters(student, rng, word):
    """raises ValueError for a word with another character than a to z"""
    right = [(some_names(rng, 3),) for _ in range(3)]
    wrong = [(rng.sample(["ava", "mia", word], 3),) for _ in range(2)]

    expect_endings(student, rng, "bigram_counts", right, wrong)


@task("normalise_rows")
def test_normalise_rows_two_rows_by_hand(student):
    """gives the numbers of the example in the docstring"""
    got = student.normalise_rows(torch.tensor([[1, 2, 1], [3, 4, 1]]), smoothing=0)

    right = torch.tensor([[0.25, 0.5, 0.25], [0.375, 0.5, 0.125]])
    expect_close(got, right, axes="first second")


@task("normalise_rows")
def test_normalise_rows_square_table(student, gen):
    """makes the rows of a (27, 27) table sum to 1, with 1 added to each count"""
    N = torch.randint(50, (27, 27), generator=gen)

    expect_close(student.normalise_rows(N), shares(N, 1.0).float(), axes="first second")


@task("normalise_rows")
def test_normalise_rows_other_smoothing(student, gen):
    """adds 0.25 to each count of 5 rows of 7"""
    N = torch.randint(9, (5, 7), generator=gen)

    expect_close(student.normalise_rows(N, 0.25), shares(N, 0.25).float(), axes="R C")


@task("normalise_rows", part=BEYOND)
def test_normalise_rows_row_of_zeros(student, gen):
    """makes a row without counts uniform, and no other, without smoothing"""
    N = torch.randint(1, 9, (4, 6), generator=gen)
    N[2] = N[3] = 0
    N[3, 4] = 1  # all its counts are a single one

    expect_close(student.normalise_rows(N, 0.0), shares(N, 0.0).float(), axes="R C")


@task("normalise_rows")
@pytest.mark.parametrize("dtype", [torch.int64, torch.float32])
def test_normalise_rows_counts_stay(student, gen, dtype):
    """gives float32, and leaves N as it is"""
    N = torch.randint(1, 9, (3, 8), generator=gen).to(dtype)

    got = student.run(with_argument, "normalise_rows", N, 0.5)

    expect_close(got["result"], shares(N, 0.5).float(), axes="R C", name="the result")
    expect_close(got["argument"], N, axes="R C", name="N after the call")


@task("normalise_rows", part=BEYOND)
def test_normalise_rows_float64(student, gen):
    """keeps float64, and leaves N as it is"""
    N = torch.randint(1, 9, (3, 8), generator=gen).double()

    got = student.run(with_argument, "normalise_rows", N, 0.5)

    expect_close(got["result"], shares(N, 0.5), axes="R C", name="the result")
    expect_close(got["argument"], N, axes="R C", name="N after the call")
