"""Visible checks for dataset.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore2.cases import (
    expect_endings,
    expect_examples,
    expect_results,
    expect_split,
    some_names,
    some_words,
    spell,
)

from grader import expect_close, task


@task("build_dataset")
def test_build_dataset_by_hand(student):
    """gives the five examples of emma"""
    got = student.build_dataset(["emma"])

    # e is 5, m is 13, a is 1
    X = torch.tensor([[0, 0, 0], [0, 0, 5], [0, 5, 13], [5, 13, 13], [13, 13, 1]])
    expect_results(got, 2, "build_dataset")
    expect_close(got[0], X, axes="N b", name="X")
    expect_close(got[1], torch.tensor([5, 13, 13, 1, 0]), axes="N", name="Y")


@task("build_dataset")
@pytest.mark.parametrize("block_size", [3, 2, 5])
def test_build_dataset_of_words(student, gen, block_size):
    """agrees with pieces cut out of 12 words, for contexts of 3, 2 and 5"""
    words = some_words(gen, 12)

    got = student.build_dataset(spell(words), block_size)

    expect_examples(got, words, block_size)


@task("build_dataset")
def test_build_dataset_new_context(student):
    """begins every name with an empty context, also after a longer one"""
    letters = [[1, 14, 14, 1, 2, 5, 12, 12, 5], [10, 15], [26, 15, 5]]  # annabelle, jo, zoe
    words = torch.tensor([word + [0] * (9 - len(word)) for word in letters])

    got = student.build_dataset(spell(words), 4)

    expect_examples(got, words, 4)


@task("build_dataset")
def test_build_dataset_without_words(student, rng):
    """raises ValueError where there are no words"""
    right = [(some_names(rng, n),) for n in (1, 2)]

    expect_endings(student, rng, "build_dataset", right, [([],)])


@task("split_dataset")
@pytest.mark.parametrize("cuts", [(16, 18, 20), (29, 33, 37)])
def test_split_dataset_three_parts(student, gen, cuts):
    """cuts the shuffled words before int(0.8 n) and int(0.9 n)"""
    expect_split(student, gen, cuts, None, None)


@task("split_dataset")
def test_split_dataset_other_seed(student, gen):
    """takes another context length and another seed"""
    expect_split(student, gen, (18, 20, 23), 2, 7)
