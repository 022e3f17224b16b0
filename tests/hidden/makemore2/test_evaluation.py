"""Hidden checks for evaluation.py."""

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


@task("evaluate", category="other sizes", tolerance_reason=EQUAL)
def test_evaluate_chunks(student, gen):
    """gives the mean over all examples, for other sizes and chunks"""
    expect_evaluation(student, gen, 41, [5, 10, 40, 42], spread=2.5)


@task("evaluate", category="edge values", tolerance_reason=EQUAL)
def test_evaluate_one_example(student, gen):
    """works for a single example"""
    expect_evaluation(student, gen, 1, [1, 3])


@task("sample", category="other sizes")
@pytest.mark.parametrize(("length", "block_size"), [(40, 4), (1, 3), (9, 1)])
def test_sample_one_word(student, rng, gen, length, block_size):
    """follows a model that knows one word, short or long"""
    expect_names(student, rng, gen, length, block_size)


@task("sample", category="edge values")
def test_sample_empty_names(student, rng, gen):
    """gives empty names where the first symbol is the end"""
    expect_names(student, rng, gen, 0, 3)


@task("sample", category="other sizes", tolerance_reason=SCATTER)
def test_sample_frequencies(student, gen):
    """draws symbols as often as other logits say"""
    expect_frequencies(student, gen, [0.4, 0.03, 0.2, 0.07, 0.3], 400)


@task("sample", category="rules")
def test_sample_generator(student, gen, rng):
    """draws by the given generator alone"""
    expect_names_by_chance(student, gen, rng, 9, 1.5)
