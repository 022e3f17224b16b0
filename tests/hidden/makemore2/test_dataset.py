"""Hidden checks for dataset.py."""

import pytest
from exercises.makemore2.cases import (
    EQUAL,
    expect_examples,
    expect_split,
    outcome,
    some_names,
    split,
)

from grader import expect_equal, task


@task("build_dataset", category="other sizes")
@pytest.mark.parametrize("block_size", [1, 4, 8])
def test_build_dataset_of_names(student, rng, block_size):
    """agrees with pieces cut out of names, for contexts of 1, 4 and 8"""
    words = some_names(rng, 17)

    got = student.build_dataset(words, block_size)

    expect_examples(got, words, block_size)


@task("build_dataset", category="edge values")
@pytest.mark.parametrize("words", [["a"], ["zz", "zz"], ["christopher", "b", "c", "d"]])
def test_build_dataset_short_and_long(student, words):
    """works for one letter, equal words, a long word before short ones"""
    got = student.build_dataset(words, 3)

    expect_examples(got, words, 3)


@task("build_dataset", category="edge values")
def test_build_dataset_without_words(student):
    """raises ValueError where there are no words, for any context"""
    got = student.run(outcome, "build_dataset", [], 8)

    expect_equal(got, "ValueError", name="the end of build_dataset([], 8)")


@task("split_dataset", category="other sizes", tolerance_reason=EQUAL)
@pytest.mark.parametrize(("n", "block_size", "seed"), [(10, 1, 3), (55, 4, 2024), (98, 3, 42)])
def test_split_dataset_three_parts(student, rng, n, block_size, seed):
    """cuts the shuffled names, for other numbers, contexts and seeds"""
    words = some_names(rng, n)

    got = student.run(split, words, [block_size], {"seed": seed})

    expect_split(got, words, block_size, seed)
