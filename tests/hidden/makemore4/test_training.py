"""Hidden checks for training.py: other sizes, other numbers, other rates."""

import pytest
from exercises.makemore4.cases import Sizes, batch
from exercises.makemore4.training_cases import B1_IS_ZERO, expect_gradients, expect_training

from grader import observe, task


@observe
def halved(step):
    """Half of the rate of the step before."""
    return 0.5**step


@observe
def late(step):
    """Nothing at the first step."""
    return [0.0, 0.6, 0.6][step]


@task("manual_backward", category="other sizes", tolerance_reason=B1_IS_ZERO)
@pytest.mark.parametrize(
    "sizes",
    [Sizes(n=5, V=11, e=4, T=2, H=9), Sizes(n=41, V=17, e=3, T=4, H=19)],
    ids=lambda s: f"n{s.n}",
)
def test_gradients(student, gen, sizes):
    """agrees with autograd for other sizes"""
    params, X, Y = batch(sizes, gen)

    expect_gradients(student, params, X, Y)


@task("manual_backward", category="edge values", tolerance_reason=B1_IS_ZERO)
def test_few_letters(student, gen):
    """is right if each of 3 letters occurs many times"""
    params, X, Y = batch(Sizes(n=13, V=3, e=4, T=5, H=8), gen)

    expect_gradients(student, params, X, Y)


@task("manual_backward", category="edge values", tolerance_reason=B1_IS_ZERO)
def test_negative_gain(student, gen):
    """is right for gains that are negative or far from 1"""
    params, X, Y = batch(Sizes(n=7, V=10, e=4, T=2, H=6), gen)
    params["bngain"] = 1.5 - 3 * params["bngain"]

    expect_gradients(student, params, X, Y)


@task("manual_backward", category="edge values", tolerance_reason=B1_IS_ZERO)
def test_small_variance(student, gen):
    """is right if a column has so little variance that the 1e-5 shows"""
    params, X, Y = batch(Sizes(n=9, V=8, e=5, T=2, H=7), gen)
    params["W1"] *= 0.03

    expect_gradients(student, params, X, Y)


@task("train_manual", category="other sizes", tolerance_reason=B1_IS_ZERO)
def test_falling_rate(student, gen):
    """takes the same steps as a training by autograd, with a rate that falls"""
    params, X, Y = batch(Sizes(n=70, V=13, e=3, T=3, H=10), gen)
    params = {k: p.float() for k, p in params.items()}

    expect_training(student, params, (X, Y), 4, halved, gen)


@task("train_manual", category="other sizes", tolerance_reason=B1_IS_ZERO)
def test_few_examples(student, gen):
    """draws 32 rows also from fewer examples"""
    params, X, Y = batch(Sizes(n=17, V=8, e=5, T=2, H=9), gen)
    params = {k: p.float() for k, p in params.items()}

    expect_training(student, params, (X, Y), 3, late, gen)


@task("train_manual", category="edge values", allow="autograd", tolerance_reason=B1_IS_ZERO)
def test_one_step(student, gen):
    """takes a single step, on parameters that ask for gradients"""
    params, X, Y = batch(Sizes(n=40, V=7, e=4, T=2, H=6), gen)
    params = {k: p.float().requires_grad_() for k, p in params.items()}

    expect_training(student, params, (X, Y), 1, halved, gen)
