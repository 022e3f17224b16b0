"""Hidden checks for dataset.py."""

import pytest
import torch
from exercises.makemore2.cases import (
    expect_endings,
    expect_examples,
    expect_split,
    some_names,
    some_words,
    spell,
)

from grader import task


@task("build_dataset", category="other sizes")
@pytest.mark.parametrize("block_size", [1, 4, 8])
def test_build_dataset_of_words(student, gen, block_size):
    """agrees with pieces cut out of words, for contexts of 1, 4 and 8"""
    words = some_words(gen, 17)

    got = student.build_dataset(spell(words), block_size)

    expect_examples(got, words, block_size)


@task("build_dataset", category="edge values")
@pytest.mark.parametrize(
    "letters",
    [[[1]], [[26, 26], [26, 26]], [[3, 8, 18, 9, 19, 20, 15, 16, 8, 5, 18], [2], [3], [4]]],
    ids=["a", "zz-zz", "christopher-b-c-d"],
)
def test_build_dataset_short_and_long(student, letters):
    """works for one letter, equal words, a long word before short ones"""
    longest = max(map(len, letters))
    words = torch.tensor([word + [0] * (longest - len(word)) for word in letters])

    got = student.build_dataset(spell(words), 3)

    expect_examples(got, words, 3)


@task("build_dataset", category="edge values")
def test_build_dataset_without_words(student, rng):
    """raises ValueError where there are no words, for any context"""
    right = [(some_names(rng, 1), size) for size in (8, 2)]

    expect_endings(student, rng, "build_dataset", right, [([], 8), ([], 1)])


@task("split_dataset", category="other sizes")
@pytest.mark.parametrize(
    ("cuts", "block_size", "seed"),
    [((8, 9, 10), 1, 3), ((44, 49, 55), 4, 2024), ((78, 88, 98), 3, 42)],
)
def test_split_dataset_three_parts(student, gen, cuts, block_size, seed):
    """cuts the shuffled words, for other numbers, contexts and seeds"""
    expect_split(student, gen, cuts, block_size, seed)
