"""Visible checks for training.py. Grading uses its own copy of this file."""

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

from grader import expect_close, expect_numbers, expect_that, task


@task("get_batch")
@pytest.mark.parametrize(("n", "batch_size"), [(9, 4), (3, 8)])
def test_get_batch_pairs(student, gen, n, batch_size):
    """draws rows of X, each with its own Y, also more than there are"""
    X, Y = numbered(n, 3, 5)

    got = student.get_batch(X, Y, batch_size, generator=gen)

    expect_pairs(got, X, Y, batch_size)


@task("get_batch", tolerance_reason=SCATTER)
def test_get_batch_all_alike(student, gen):
    """draws every example about equally often, the first and the last too"""
    X, Y = numbered(5, 2, 3)

    got = student.get_batch(X, Y, 1500, generator=gen)

    expect_uniform(got, X, 1500)


@task("get_batch")
def test_get_batch_with_repeats(student, gen):
    """may draw an example again, also where there are enough of them"""
    X, Y = numbered(60, 2, 4)

    rows = expect_pairs(student.get_batch(X, Y, 55, generator=gen), X, Y, 55)

    # Of 55 right draws out of 60 all differ once in 10**18 times.
    again = len(rows.unique()) < 55
    expected = "some of them more than once"
    expect_that(again, name="55 rows out of 60", yours=rows, expected=expected)


@task("get_batch")
def test_get_batch_generator(student, rng):
    """draws by the given generator alone"""
    expect_batches_by_chance(student, rng, 50, 16)


@task("sgd_step")
def test_sgd_step_moves(student, gen):
    """moves every parameter against its gradient, step after step"""
    shapes = [(4, 3), (5,), (3, 2)]
    values = [torch.randn(shape, generator=gen) for shape in shapes]
    rows = [[torch.randn(shape, generator=gen) for shape in shapes] for _ in range(3)]

    got = student.run(steps, values, rows, 0.3)

    expect_close(got, right_steps(values, rows, 0.3), axes="step number", name="the parameters")


@task("sgd_step")
def test_sgd_step_without_gradient(student, gen):
    """leaves a parameter without a gradient as it is"""
    shapes = [(3,), (2, 2), (4,)]
    values = [torch.randn(shape, generator=gen) for shape in shapes]
    rows = [[torch.randn(shape, generator=gen) for shape in shapes] for _ in range(2)]
    rows[0][1] = rows[1][2] = None

    got = student.run(steps, values, rows, 2.0)

    expect_close(got, right_steps(values, rows, 2.0), axes="step number", name="the parameters")


@task("sgd_step")
def test_sgd_step_gradients(student, gen):
    """sgd_step keeps the gradients, zero_grads forgets them"""
    shapes = [(5,), (2, 3), (4,), (), (7,), (1, 2), (6,), (3,)]
    values = [torch.randn(shape, generator=gen) for shape in shapes]

    expect_states(student, values, 0.1)


@task("step_decay")
def test_step_decay_table(student):
    """falls to a tenth at half of the steps"""
    table = {0: 0.1, 1: 0.1, 3: 0.1, 4: 0.01, 5: 0.01, 7: 0.01}
    calls = [[[step, 8], {}] for step in table]

    got = student.run(each, "step_decay", calls)

    names = [f"step {step} of 8" for step in table]
    expect_numbers(numbers(got), list(table.values()), names=names, name="the rates")


@task("step_decay")
def test_step_decay_arguments(student):
    """takes the first rate, the factor and the share from its arguments"""
    table = [
        ((5, 12, 0.4), {"factor": 0.5, "at": 0.75}, 0.4),
        ((8, 12, 0.4), {"factor": 0.5, "at": 0.75}, 0.4),
        ((9, 12, 0.4), {"factor": 0.5, "at": 0.75}, 0.2),
        ((11, 12, 0.4), {"factor": 0.5, "at": 0.75}, 0.2),
        ((2, 12, 3.0), {"at": 0.25}, 3.0),
        ((3, 12, 3.0), {"at": 0.25}, 0.3),
        ((4, 9, 3.0), {}, 3.0),
        ((5, 9, 3.0), {}, 0.3),
    ]

    got = student.run(each, "step_decay", [[list(args), options] for args, options, _ in table])

    names = [f"step {args[0]} of {args[1]}, {options or 'default'}" for args, options, _ in table]
    expect_numbers(numbers(got), [right for *_, right in table], names=names, name="the rates")


@task("train")
def test_train_steps(student, gen):
    """takes the steps that autograd takes on the batches that it drew"""
    expect_training(student, gen, (24, 6, 5), 8, [0.5, 0.8, 0.3, 1.0, 0.6])


@task("train")
def test_train_schedule(student, gen):
    """takes the rate of each step from the schedule"""
    expect_training(student, gen, (17, 4, 9), 5, [2.0, 0.1, 1.5, 0.05])


@task("train")
def test_train_default_batch(student, gen):
    """draws batches of 32 where nothing else is asked"""
    expect_training(student, gen, (30, 8, 7), None, [1.0, 0.25, 2.0, 0.1])


@task("train")
def test_train_generator(student, gen, rng):
    """draws its batches by the given generator alone"""
    expect_training_by_chance(student, gen, rng)
