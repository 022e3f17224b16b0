"""Visible checks for encoding.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore1.cases import (
    EMMA,
    expect_endings,
    expect_examples,
    expect_results,
    some_words,
    spell,
)
from torch.nn import functional as F

from grader import expect_close, task


@task("bigram_dataset")
def test_bigram_dataset_emma_by_hand(student):
    """gives the five examples of emma"""
    got = student.bigram_dataset(["emma"])

    expect_results(got, 2, "bigram_dataset")
    expect_close(got[0], torch.tensor([0, 5, 13, 13, 1]), axes="n", name="xs")
    expect_close(got[1], torch.tensor([5, 13, 13, 1, 0]), axes="n", name="ys")


@task("bigram_dataset")
def test_bigram_dataset_repeated_pairs(student):
    """keeps the order of the text, and pairs that came before"""
    words = torch.cat([EMMA, torch.tensor([[1, 14, 14, 1], [1, 22, 1, 0]])])  # ... anna, ava

    expect_examples(student.bigram_dataset(spell(words)), words)


@task("bigram_dataset")
def test_bigram_dataset_many_words(student, gen):
    """gives the examples of 50 words drawn at random"""
    words = some_words(gen, 50)

    expect_examples(student.bigram_dataset(spell(words)), words)


@task("one_hot")
def test_one_hot_two_vectors_by_hand(student):
    """gives the vectors of the example in the docstring"""
    got = student.one_hot(torch.tensor([2, 0]), 4)

    expect_close(got, torch.tensor([[0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0]]), axes="n C")


@task("one_hot")
@pytest.mark.parametrize("classes", [27, 31])
def test_one_hot_as_torch_does(student, gen, classes):
    """agrees with torch, also where the highest number does not occur"""
    ix = torch.randint(8, (13,), generator=gen)

    expect_close(student.one_hot(ix, classes), F.one_hot(ix, classes).float(), axes="n C")


@task("one_hot")
def test_one_hot_two_axes(student, gen):
    """puts the new axis behind the axes of ix"""
    ix = torch.randint(9, (5, 3), generator=gen)

    expect_close(student.one_hot(ix, 9), F.one_hot(ix, 9).float(), axes="n T C")


@task("one_hot")
@pytest.mark.parametrize("wrong", [5, -1])
def test_one_hot_out_of_range(student, rng, wrong):
    """raises ValueError for a number that has no place"""
    right = [(torch.tensor(rng.sample(range(5), 3)), 5) for _ in range(3)]
    off = [(torch.tensor(rng.sample([0, wrong, 3], 3)), 5) for _ in range(2)]

    expect_endings(student, rng, "one_hot", right, off)
