"""Visible checks for training.py. Grading uses its own copy of this file."""

from exercises.makemore1.net_cases import (
    expect_default_training,
    expect_no_training,
    expect_training,
    expect_training_by_chance,
)

from grader import task


@task("train_bigram_nn")
def test_train_bigram_nn_five_steps(student, gen):
    """steps against the gradient of autograd, 1 to 5 times"""
    expect_training(student, gen, n=90, steps=5, lr=10.0, reg=0.0)


@task("train_bigram_nn")
def test_train_bigram_nn_rate_and_regularisation(student, gen):
    """takes the learning rate and reg from its arguments"""
    expect_training(student, gen, n=70, steps=4, lr=4.0, reg=1.5)


@task("train_bigram_nn")
def test_train_bigram_nn_one_step(student, gen):
    """returns the loss before the first step, and W after it"""
    expect_training(student, gen, n=40, steps=1, lr=50.0, reg=0.01)


@task("train_bigram_nn")
def test_train_bigram_nn_no_steps(student, gen):
    """returns the first W and no losses where steps is 0"""
    expect_no_training(student, gen, 25)


@task("train_bigram_nn")
def test_train_bigram_nn_source_of_chance(student, gen, rng):
    """takes all chance from the given generator"""
    expect_training_by_chance(student, gen, rng)


@task(
    "train_bigram_nn", tolerance_reason="weights of 5 are rounded, and step 100 moves them little"
)
def test_train_bigram_nn_defaults(student, gen):
    """takes 100 steps of rate 50 without reg where nothing else is asked"""
    expect_default_training(student, gen)
