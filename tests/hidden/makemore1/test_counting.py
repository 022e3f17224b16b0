"""Hidden checks for counting.py."""

import pytest
import torch
from exercises.makemore1.cases import (
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


@task("bigram_counts", category="other sizes")
@pytest.mark.parametrize("n", [1, 25, 300])
def test_bigram_counts_many_words(student, gen, n):
    """counts the pairs of words drawn at random"""
    words = some_words(gen, n)

    got = student.bigram_counts(spell(words))

    expect_close(whole(got), table_of(words, 2), axes="first second")


@task(
    "bigram_counts",
    category="edge values",
    tolerance_reason="the counts of such words are symmetric",
)
def test_bigram_counts_letters_in_a_row(student):
    """counts one letter many times, words of one letter, and z"""
    letters = [[1] * 8, [26], [26, 26], [17], [26]]
    words = torch.tensor([word + [0] * (8 - len(word)) for word in letters])

    got = student.bigram_counts(spell(words))

    expect_close(whole(got), table_of(words, 2), axes="first second")


@task("bigram_counts", part=BEYOND, category="edge values")
def test_bigram_counts_refused(student, rng):
    """raises ValueError for no words and for other characters than a to z"""
    wrong = [[], ["emmA"], ["ava", "jo jo"], ["o'neil"], ["ab."], ["mia2"]]
    right = [some_names(rng, n) for n in (1, 1, 2, 2, 3)]

    expect_endings(student, rng, "bigram_counts", [(w,) for w in right], [(w,) for w in wrong])


@task(
    "normalise_rows",
    category="other sizes",
    tolerance_reason="in a table of one column every share is 1",
)
@pytest.mark.parametrize(("rows", "columns", "s"), [(1, 9, 1.0), (12, 1, 2.0), (27, 27, 0.01)])
def test_normalise_rows_sizes(student, gen, rows, columns, s):
    """normalises the rows of tables of other sizes"""
    N = torch.randint(99, (rows, columns), generator=gen)
    N[0, 0] += 1  # nothing is divided by 0

    expect_close(student.normalise_rows(N, s), shares(N, s).float(), axes="R C")


@task("normalise_rows", category="edge values")
def test_normalise_rows_symmetric_counts(student, gen):
    """normalises rows where the table is symmetric"""
    half = torch.randint(20, (27, 27), generator=gen)
    N = half + half.T

    expect_close(student.normalise_rows(N, smoothing=0.5), shares(N, 0.5).float(), axes="R C")


@task("normalise_rows", part=BEYOND, category="edge values")
def test_normalise_rows_rows_of_zeros(student, gen):
    """is uniform in rows without counts, with smoothing and without"""
    N = torch.randint(1, 50, (6, 27), generator=gen)
    N[0] = N[4] = N[5] = 0
    N[5, 3] = 1

    for s in (0, 0.001, 0.5):
        expect_close(student.normalise_rows(N, s), shares(N, s).float(), axes="R C")


@task("normalise_rows", category="edge values")
def test_normalise_rows_large_counts(student, gen):
    """is right for counts of millions"""
    N = torch.randint(10**7, (5, 11), generator=gen)

    expect_close(student.normalise_rows(N), shares(N, 1.0).float(), axes="R C")


@task("normalise_rows", category="memory layout")
def test_normalise_rows_other_layout(student, gen):
    """works on a table that is not contiguous in memory"""
    N = torch.randint(1, 50, (7, 10), generator=gen).T

    expect_close(student.normalise_rows(N), shares(N, 1.0).float(), axes="R C")


@task("normalise_rows", category="in-place safety")
@pytest.mark.parametrize("dtype", [torch.int64, torch.float32])
def test_normalise_rows_counts_stay(student, gen, dtype):
    """leaves N as it is"""
    N = torch.randint(1, 9, (4, 13), generator=gen).to(dtype)

    got = student.run(with_argument, "normalise_rows", N, 0.0)

    expect_close(got["result"], shares(N, 0.0).float(), axes="R C", name="the result")
    expect_close(got["argument"], N, axes="R C", name="N after the call")


@task("normalise_rows", part=BEYOND, category="dtype")
@pytest.mark.parametrize("dtype", [torch.int64, torch.float32, torch.float64])
def test_normalise_rows_dtypes(student, gen, dtype):
    """keeps float dtypes and leaves N as it is, with a row of zeros"""
    N = torch.randint(1, 9, (4, 13), generator=gen).to(dtype)
    N[1] = 0

    got = student.run(with_argument, "normalise_rows", N, 0.0)

    kept = torch.float64 if dtype == torch.float64 else torch.float32
    expect_close(got["result"], shares(N, 0.0).to(kept), axes="R C", name="the result")
    expect_close(got["argument"], N, axes="R C", name="N after the call")
