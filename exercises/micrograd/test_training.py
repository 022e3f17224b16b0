"""Visible checks for training.py. Grading uses its own copy of this file."""

from exercises.micrograd.cases import (
    EXACT,
    NIN,
    NOUTS,
    RTOL,
    count,
    numbers,
    plain_training,
    trained,
)

from grader import expect_numbers, task

LECTURE = (
    [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]],
    [1.0, -1.0, -1.0, 1.0],
)


def expect_training(student, rng, sizes, data, steps, lr, old=0.0):
    """Losses and parameters are those of a training by differences."""
    weights = numbers(rng, count(*sizes), 0.1, 0.6)

    got = student.run(trained, sizes, weights, data, steps, lr, old)

    losses, after = plain_training(sizes[1], weights, data, steps, lr)
    names = [f"step {i}" for i in range(1, steps + 1)]
    expect_numbers(got["losses"], losses, names=names, rtol=RTOL, name="the list of losses")
    change = [a - b for a, b in zip(got["parameters"], weights, strict=True)]
    expected = [a - b for a, b in zip(after, weights, strict=True)]
    expect_numbers(change, expected, rtol=RTOL, name="the change of the parameters")


@task("train")
def test_three_steps(student, rng):
    """takes the 3 steps that differences would take"""
    expect_training(student, rng, (NIN, NOUTS), LECTURE, 3, 0.05)


@task("train")
def test_old_gradients(student, rng):
    """begins without the gradients that the parameters hold"""
    expect_training(
        student, rng, (2, [3, 1]), ([[0.5, -1.0], [1.5, 2.0]], [0.5, -0.5]), 2, 0.1, 9.0
    )


@task("train")
def test_one_example(student, rng):
    """learns from a single example"""
    expect_training(student, rng, (2, [4, 1]), ([[1.0, -0.5]], [0.75]), 4, 0.2)


@task("train")
def test_by_hand(student):
    """two steps of a linear neuron are those made by hand"""
    data = [[2.0, 1.0], [1.0, 3.0]], [1.0, -1.0]

    got = student.run(trained, (2, [1]), [1.0, -2.0, 0.5], data, 2, 0.05, 0.0, last_linear=True)

    # The errors are -0.5 and -3.5, then 1.9 and 0.65; the gradients -9, -22, -8; 8.9, 7.7, 5.1.
    names = ("step 1", "step 2")
    expect_numbers(got["losses"], [12.5, 4.0325], names=names, rtol=EXACT, name="the losses")
    names = ("w1", "w2", "b")
    after = [1.005, -1.285, 0.645]
    expect_numbers(got["parameters"], after, names=names, rtol=EXACT, name="the parameters")
