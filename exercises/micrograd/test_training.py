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

from grader import expect_numbers, observe, task

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
    # An answer that is right by chance has gradients near 0.
    name = "the change of the parameters"
    expect_numbers(change, expected, rtol=RTOL, scale=lr, name=name)


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


@observe
def line_trained(m, weights, data, steps, lr):
    """The losses of training w1 * x1 + w2 * x2 + b, and the three parameters afterwards."""

    class Line:
        def __init__(self, parameters):
            self.of = parameters

        def __call__(self, x):
            return self.of[0] * x[0] + self.of[1] * x[1] + self.of[2]

        def parameters(self):
            return self.of

        def zero_grad(self):
            for p in self.of:
                p.grad = 0.0

    # A neuron of two inputs has three parameters.
    model = Line(m.MLP(2, [1]).parameters())
    for p, weight in zip(model.of, weights, strict=True):
        p.data = weight
    losses = m.train(model, data[0], data[1], steps, lr)
    found = []
    for loss in losses:
        try:
            found.append(loss.data)
        except AttributeError:
            found.append(loss)
    return {"losses": found, "parameters": [p.data for p in model.of]}


@task("train")
def test_by_hand(student):
    """two steps of a line are those made by hand"""
    data = [[2.0, 1.0], [1.0, 3.0]], [1.0, -1.0]

    got = student.run(line_trained, [1.0, -2.0, 0.5], data, 2, 0.05)

    # The errors are -0.5 and -3.5, then 1.9 and 0.65; the gradients -9, -22, -8; 8.9, 7.7, 5.1.
    names = ("step 1", "step 2")
    expect_numbers(got["losses"], [12.5, 4.0325], names=names, rtol=EXACT, name="the losses")
    names = ("w1", "w2", "b")
    after = [1.005, -1.285, 0.645]
    expect_numbers(got["parameters"], after, names=names, rtol=EXACT, name="the parameters")
