"""Hidden checks for training.py."""

import pytest
import torch
from exercises.makemore2.cases import numbers
from exercises.makemore2.step_cases import (
    SCATTER,
    each,
    expect_batches_by_chance,
    expect_pairs,
    expect_states,
    expect_uniform,
    numbered,
    right_steps,
    steps,
)
from exercises.makemore2.training_cases import expect_training, expect_training_by_chance

from grader import expect_close, expect_numbers, task


@task("get_batch", category="other sizes")
@pytest.mark.parametrize(("n", "b", "batch_size"), [(40, 2, 7), (4, 5, 32), (13, 1, 6)])
def test_get_batch_pairs(student, gen, n, b, batch_size):
    """draws rows of X with their Y, for other sizes"""
    X, Y = numbered(n, b, 2)

    got = student.get_batch(X, Y, batch_size, generator=gen)

    expect_pairs(got, X, Y, batch_size)


@task("get_batch", category="other sizes", tolerance_reason=SCATTER)
def test_get_batch_all_alike(student, gen):
    """draws every example about equally often, of 3 and of 8"""
    for n in (3, 8):
        X, Y = numbered(n, 2, 1)
        got = student.get_batch(X, Y, 2000, generator=gen)
        expect_uniform(got, X, 2000)


@task("get_batch", category="rules")
def test_get_batch_generator(student, rng):
    """draws by the given generator alone"""
    expect_batches_by_chance(student, rng, 30, 25)


@task("sgd_step", category="other sizes")
@pytest.mark.parametrize("lr", [1.0, 0.01])
def test_sgd_step_moves(student, gen, lr):
    """moves other parameters, some of them without a gradient"""
    shapes = [(7,), (2, 5), (1,), (3, 1, 2)]
    values = [torch.randn(shape, generator=gen) for shape in shapes]
    rows = [[torch.randn(shape, generator=gen) for shape in shapes] for _ in range(4)]
    rows[0][0] = rows[2][3] = None

    got = student.run(steps, values, rows, lr)

    expect_close(got, right_steps(values, rows, lr), axes="step number", name="the parameters")


@task("sgd_step", category="rules")
def test_sgd_step_gradients(student, gen):
    """keeps the gradients in sgd_step and forgets them in zero_grads"""
    values = [torch.randn(shape, generator=gen) for shape in [(2,), (4, 3), (3,), (2, 2)]]

    expect_states(student, values, 0.3)


@task("step_decay", category="edge values")
def test_step_decay_table(student):
    """falls at the step that equals at * total, and not if that is the end"""
    table = [
        ((0, 4, 0.2), {"at": 0.0}, 0.02),
        ((3, 4, 0.2), {"at": 1.0}, 0.2),
        ((99_999, 200_000), {}, 0.1),
        ((100_000, 200_000), {}, 0.01),
        ((149_999, 200_000, 0.3), {"factor": 0.2, "at": 0.75}, 0.3),
        ((150_000, 200_000, 0.3), {"factor": 0.2, "at": 0.75}, 0.06),
        ((199_999, 200_000, 0.3), {"factor": 0.2, "at": 0.75}, 0.06),
        ((2, 7, 0.3), {"factor": 3.0}, 0.3),
        ((4, 7, 0.3), {"factor": 3.0}, 0.9),
    ]

    got = student.run(each, "step_decay", [[list(args), options] for args, options, _ in table])

    expect_numbers(numbers(got), [right for *_, right in table], name="the rates")


@task("train", category="other sizes")
@pytest.mark.parametrize(
    ("sizes", "batch_size", "rates"),
    [((31, 9, 8), 3, [0.7, 0.7, 1.3, 0.2, 0.9, 1.6, 0.4]), ((5, 20, 20), 12, [1.0, 0.3, 0.5])],
    ids=["7-steps", "few-examples"],
)
def test_train_steps(student, gen, sizes, batch_size, rates):
    """takes the steps that autograd takes, for other sizes and rates"""
    expect_training(student, gen, sizes, batch_size, rates)


@task("train", category="rules")
def test_train_generator(student, gen, rng):
    """draws its batches by the given generator alone"""
    expect_training_by_chance(student, gen, rng)
