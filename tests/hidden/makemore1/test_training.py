"""Hidden checks for training.py."""

import pytest
from exercises.makemore1.net_cases import (
    expect_no_training,
    expect_training,
    expect_training_by_chance,
)

from grader import task


@task("train_bigram_nn", category="other sizes")
@pytest.mark.parametrize(
    ("n", "steps", "lr", "reg"), [(30, 3, 6.0, 0.0), (150, 6, 20.0, 0.02), (60, 2, 1.0, 4.0)]
)
def test_train_bigram_nn_as_autograd(student, gen, n, steps, lr, reg):
    """takes its steps against the gradient of autograd"""
    expect_training(student, gen, n, steps, lr, reg)


@task("train_bigram_nn", category="rules")
def test_train_bigram_nn_source_of_chance(student, gen, rng):
    """takes all chance from the given generator"""
    expect_training_by_chance(student, gen, rng)


@task("train_bigram_nn", category="edge values")
def test_train_bigram_nn_no_steps(student, gen):
    """returns the first W and no losses for steps = 0"""
    expect_no_training(student, gen, 20)
