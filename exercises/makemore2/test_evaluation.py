"""Visible checks for evaluation.py. Grading uses its own copy of this file."""

import pytest
from exercises.makemore2.cases import EQUAL
from exercises.makemore2.evaluation_cases import (
    expect_evaluation,
    expect_frequencies,
    expect_names,
    expect_names_by_chance,
)
from exercises.makemore2.step_cases import SCATTER

from grader import task


@task("evaluate", tolerance_reason=EQUAL)
def test_evaluate_chunks(student, gen):
    """gives the mean over all examples, whatever the chunks"""
    expect_evaluation(student, gen, 45, [7, 40, 45, 60])


@task("evaluate", tolerance_reason=EQUAL)
def test_evaluate_last_chunk(student, gen):
    """counts a last chunk of one example once"""
    expect_evaluation(student, gen, 13, [4, 6, 12, 1])


@task("evaluate", tolerance_reason=EQUAL)
def test_evaluate_default_chunk(student, gen):
    """takes 4096 examples at once where nothing else is asked"""
    expect_evaluation(student, gen, 4097, [4097])


@task("sample")
@pytest.mark.parametrize("block_size", [3, 2, 5])
def test_sample_one_word(student, rng, gen, block_size):
    """follows a model that knows one word, name after name"""
    expect_names(student, rng, gen, 6, block_size)


@task("sample")
def test_sample_default_block(student, rng, gen):
    """takes a context of 3 where nothing else is asked"""
    expect_names(student, rng, gen, 4, None)


@task("sample", tolerance_reason=SCATTER)
def test_sample_frequencies(student, gen):
    """draws symbols as often as the softmax of the logits says"""
    expect_frequencies(student, gen, [0.1, 0.55, 0.05, 0.3], 500)


@task("sample")
def test_sample_generator(student, gen, rng):
    """draws by the given generator alone"""
    expect_names_by_chance(student, gen, rng, 12, 2.0)
