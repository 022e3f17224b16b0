"""Visible checks for training.py. Grading uses its own copy of this file."""

import pytest
from exercises.makemore4.cases import LECTURE, Sizes, batch
from exercises.makemore4.training_cases import (
    B1_IS_ZERO,
    FROM_THE_LOSS,
    expect_gradients,
    expect_training,
)

from grader import observe, task

BATCH_OF_8 = Sizes(n=8, V=7, e=5, T=3, H=13)
BATCH_OF_4 = Sizes(n=4, V=9, e=6, T=2, H=11)
EXAMPLES = Sizes(n=50, V=9, e=4, T=2, H=12)


@observe
def constant(step):
    """0.5 at every step."""
    return 0.5


@observe
def falling(step):
    """0.8 for two steps, then 0.2."""
    return [0.8, 0.8, 0.2, 0.2, 0.2][step]


@task("manual_backward", tolerance_reason=B1_IS_ZERO)
@pytest.mark.parametrize("sizes", [BATCH_OF_8, BATCH_OF_4, LECTURE], ids=lambda s: f"n{s.n}")
def test_gradients(student, gen, sizes):
    """agrees with autograd for all 7 parameters"""
    params, X, Y = batch(sizes, gen)
    order = FROM_THE_LOSS[::-1] if sizes == BATCH_OF_4 else FROM_THE_LOSS

    expect_gradients(student, params, X, Y, order)


@task("train_manual", tolerance_reason=B1_IS_ZERO)
def test_constant_rate(student, gen):
    """takes the same 4 steps as a training by autograd"""
    params, X, Y = batch(EXAMPLES, gen)
    params = {k: p.float() for k, p in params.items()}

    expect_training(student, params, (X, Y), 4, constant, gen)


@task("train_manual", tolerance_reason=B1_IS_ZERO)
def test_falling_rate(student, gen):
    """takes the learning rate of each step from lr"""
    params, X, Y = batch(EXAMPLES, gen)
    params = {k: p.float() for k, p in params.items()}

    expect_training(student, params, (X, Y), 5, falling, gen)


@task("train_manual", allow="autograd", tolerance_reason=B1_IS_ZERO)
def test_parameters_that_ask_for_gradients(student, gen):
    """works on parameters with requires_grad while autograd records"""
    params, X, Y = batch(EXAMPLES, gen)
    params = {k: p.float().requires_grad_() for k, p in params.items()}

    expect_training(student, params, (X, Y), 3, constant, gen)
