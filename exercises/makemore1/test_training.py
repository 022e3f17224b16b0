"""Visible checks for training.py. Grading uses its own copy of this file."""

import torch
from exercises.makemore1.cases import examples, expect_results
from exercises.makemore1.net_cases import by_autograd, expect_losses, expect_training

from grader import task


@task("train_bigram_nn")
def test_train_bigram_nn_five_steps(student, gen):
    """takes the same 5 steps as a training by autograd"""
    expect_training(student, gen, n=90, steps=5, lr=10.0, reg=0.0)


@task("train_bigram_nn")
def test_train_bigram_nn_rate_and_regularisation(student, gen):
    """takes the learning rate and reg from its arguments"""
    expect_training(student, gen, n=70, steps=4, lr=4.0, reg=1.5)


@task("train_bigram_nn")
def test_train_bigram_nn_one_step(student, gen):
    """returns the loss before the first step, and W after it"""
    expect_training(student, gen, n=40, steps=1, lr=50.0, reg=0.01)


@task("train_bigram_nn", tolerance_reason="rounding grows over 100 steps of rate 50")
def test_train_bigram_nn_defaults(student, gen):
    """takes 100 steps of rate 50 without reg where nothing else is asked"""
    xs, ys = examples(gen, 200)

    got = student.train_bigram_nn(xs, ys, generator=gen)

    expect_results(got, 2, "train_bigram_nn")
    first = torch.randn((27, 27), generator=gen).double()
    _W, losses = by_autograd(first, xs, ys, 100, 50.0, 0.0)
    expect_losses(got[1], losses, 1e-3)
