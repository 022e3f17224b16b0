"""Hidden checks for encoding.py."""

import pytest
import torch
from exercises.makemore1.cases import expect_endings, expect_examples, some_words, spell
from torch.nn import functional as F

from grader import expect_close, task


@task("bigram_dataset", category="other sizes")
@pytest.mark.parametrize("n", [1, 13, 200])
def test_bigram_dataset_many_words(student, gen, n):
    """gives the examples of words drawn at random"""
    words = some_words(gen, n)

    expect_examples(student.bigram_dataset(spell(words)), words)


@task("bigram_dataset", category="edge values")
def test_bigram_dataset_short_and_repeated_words(student):
    """gives the examples of words of one letter, and of words that come twice"""
    words = torch.tensor([[26, 0, 0], [26, 26, 0], [1, 0, 0], [26, 26, 0], [1, 1, 1]])

    expect_examples(student.bigram_dataset(spell(words)), words)


@task("one_hot", category="other sizes", tolerance_reason="with one class every entry is 1")
@pytest.mark.parametrize(("n", "classes"), [(1, 27), (40, 35), (9, 1)])
def test_one_hot_sizes(student, gen, n, classes):
    """agrees with torch for other numbers of classes"""
    ix = torch.randint(classes, (n,), generator=gen)

    expect_close(student.one_hot(ix, classes), F.one_hot(ix, classes).float(), axes="n C")


@task("one_hot", category="other sizes")
@pytest.mark.parametrize("shape", [(4, 6), (2, 3, 5), (1, 1)])
def test_one_hot_more_axes(student, gen, shape):
    """puts the new axis behind two or three axes"""
    ix = torch.randint(7, shape, generator=gen)

    expect_close(student.one_hot(ix, 8), F.one_hot(ix, 8).float())


@task("one_hot", category="memory layout")
def test_one_hot_other_layout(student, gen):
    """works for numbers that are not contiguous in memory"""
    ix = torch.randint(5, (3, 4), generator=gen).T

    expect_close(student.one_hot(ix, 5), F.one_hot(ix, 5).float(), axes="n T C")


@task("one_hot", category="edge values")
def test_one_hot_out_of_range(student, rng):
    """raises ValueError for a number that has no place"""
    right = [(torch.tensor(ix), 3) for ix in ([2], [0], [0, 1, 2], [[0, 2], [1, 1]])]
    wrong = [(torch.tensor(ix), 3) for ix in ([3], [-1], [0, 1, 7], [[0, 2], [-3, 1]])]

    expect_endings(student, rng, "one_hot", right, wrong)
