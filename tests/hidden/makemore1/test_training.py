"""Hidden checks for training.py."""

import pytest
from exercises.makemore1.cases import examples, expect_results
from exercises.makemore1.net_cases import expect_training, weights

from grader import expect_close, expect_equal, task


@task("train_bigram_nn", category="other sizes")
@pytest.mark.parametrize(
    ("n", "steps", "lr", "reg"), [(30, 3, 6.0, 0.0), (150, 6, 20.0, 0.02), (60, 2, 1.0, 4.0)]
)
def test_train_bigram_nn_as_autograd(student, gen, n, steps, lr, reg):
    """takes the same steps as a training by autograd"""
    expect_training(student, gen, n, steps, lr, reg)


@task("train_bigram_nn", category="edge values")
def test_train_bigram_nn_no_steps(student, gen):
    """returns the first W and no losses for steps = 0"""
    xs, ys = examples(gen, 20)

    got = student.train_bigram_nn(xs, ys, 0, generator=gen)

    expect_results(got, 2, "train_bigram_nn")
    expect_equal(list(got[1]), [], name="the losses")
    expect_close(got[0], weights(gen), axes="x V", name="W")
