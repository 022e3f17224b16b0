"""Visible checks for dataset.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore2.cases import (
    EQUAL,
    expect_examples,
    expect_results,
    expect_split,
    outcome,
    some_names,
    split,
)

from grader import expect_close, expect_equal, task


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
def test_build_dataset_of_names(student, rng, block_size):
    """agrees with pieces cut out of 12 names, for contexts of 3, 2 and 5"""
    words = some_names(rng, 12)

    got = student.build_dataset(words, block_size)

    expect_examples(got, words, block_size)


@task("build_dataset")
def test_build_dataset_new_context(student):
    """begins every name with an empty context, also after a longer one"""
    words = ["annabelle", "jo", "zoe"]

    got = student.build_dataset(words, 4)

    expect_examples(got, words, 4)


@task("build_dataset")
def test_build_dataset_without_words(student):
    """raises ValueError where there are no words"""
    got = student.run(outcome, "build_dataset", [])

    expect_equal(got, "ValueError", name="the end of build_dataset([])")


@task("split_dataset", tolerance_reason=EQUAL)
@pytest.mark.parametrize("n", [20, 37])
def test_split_dataset_three_parts(student, rng, n):
    """cuts the shuffled names before int(0.8 n) and int(0.9 n)"""
    words = some_names(rng, n)

    got = student.run(split, words, [], {})

    expect_split(got, words, 3, 42)


@task("split_dataset", tolerance_reason=EQUAL)
def test_split_dataset_other_seed(student, rng):
    """takes another context length and another seed"""
    words = some_names(rng, 23)

    got = student.run(split, words, [2], {"seed": 7})

    expect_split(got, words, 2, 7)
