"""Visible checks for training.py. Grading uses its own copy of this file."""

import torch
from exercises.tabular_from_scratch.cases import expect_yes, numbers
from exercises.tabular_from_scratch.net_cases import (
    expect_training,
    linear,
    logistic,
    right_update,
    training,
    update,
)

from grader import expect_close, expect_equal, expect_numbers, task


@task("update_coeffs")
def test_update_coeffs_two_steps(student, gen):
    """moves every parameter in place, in two steps, each by its own gradient"""
    shapes = [(4, 3), (3, 1), ()]
    start = [torch.randn(shape, generator=gen) for shape in shapes]
    slopes = [[torch.randn(shape, generator=gen) for shape in shapes] for _step in range(2)]

    got = student.run(update, start, slopes, 0.3)

    right = right_update(start, slopes, 0.3)
    expect_close(got["after"], right, axes="step p", name="the parameters after 1 and 2 steps")


@task("update_coeffs", tolerance_reason="every answer is yes")
def test_update_coeffs_afterwards(student, gen):
    """leaves empty gradients, and parameters that still require one"""
    start = [torch.randn(shape, generator=gen) for shape in ((5,), (2, 3))]
    slopes = [[torch.randn(p.shape, generator=gen) for p in start]]

    got = student.run(update, start, slopes, 2.0)

    moved = right_update(start, slopes, 2.0)[0]
    right = torch.stack([moved, torch.zeros_like(moved)])
    both = torch.stack([got["after"][0], got["grads"]])
    expect_close(both, right, axes="row p", name="parameters, and gradients below, after a step")
    questions = ["requires_grad of the first", "requires_grad of the second"]
    expect_yes(got["requires_grad"], questions, name="requires_grad afterwards")


@task("update_coeffs")
def test_update_coeffs_without_backward(student, gen):
    """changes nothing when it is called a second time without a backward pass"""
    start = [torch.randn(shape, generator=gen) for shape in ((6,), (3, 2))]
    slopes = [[torch.randn(p.shape, generator=gen) for p in start]]

    got = student.run(update, start, slopes, 0.5)

    right = right_update(start, slopes, 0.5)[-1]
    expect_close(got["idle"], right, axes="p", name="the parameters after a call without backward")


@task("update_coeffs")
def test_update_coeffs_no_gradient(student, gen):
    """leaves a parameter alone whose .grad is None"""
    start = [torch.randn(shape, generator=gen) for shape in ((4,), (3,), (5,), (2,))]
    slopes = [[torch.randn(p.shape, generator=gen) for p in start]]
    slopes[0][2] = None

    got = student.run(update, start, slopes, 0.1)

    right = right_update(start, slopes, 0.1)
    expect_close(got["after"], right, axes="step p", name="the parameters after a step")


@task("accuracy")
def test_accuracy_by_hand(student):
    """is 3/4, 1/5 and 2/3 for three lists, with 0.5 on the side of the dead"""
    lists = [
        ([0.9, 0.2, 0.6, 0.4], [1, 0, 1, 1]),
        ([0.5, 0.5, 0.7, 1.3, 0.5], [1, 1, 0, 0, 0]),
        ([-0.1, 0.51, 0.49], [0, 1, 1]),
    ]

    got = [student.accuracy(torch.tensor(p), torch.tensor(y).float()) for p, y in lists]

    right = [3 / 4, 1 / 5, 2 / 3]
    expect_numbers(numbers(got), right, rtol=1e-6, name="the accuracies of three lists")


@task("accuracy")
def test_accuracy_columns(student, gen):
    """counts right predictions in columns (n, 1) too"""
    sets = [(torch.rand(n, 1, generator=gen), torch.rand(n, 1, generator=gen)) for n in (9, 40, 7)]
    sets = [(preds, (chance > 0.4).float()) for preds, chance in sets]

    got = [student.accuracy(preds, y) for preds, y in sets]

    pairs = [(p.flatten().tolist(), y.flatten().tolist()) for p, y in sets]
    right = [
        sum((p > 0.5) == (y == 1) for p, y in zip(*pair, strict=True)) / len(pair[0])
        for pair in pairs
    ]
    expect_numbers(numbers(got), right, rtol=1e-6, name="the accuracies of three columns")


@task("accuracy")
def test_train_linear(student, gen):
    """takes the steps of autograd, and lists the losses before them"""
    expect_training(student, gen, linear, [(4,)], n=30, lr=0.4, epochs=4)


@task("accuracy")
def test_train_two_parameters(student, gen):
    """trains all parameters, with another rate and number of epochs"""
    expect_training(student, gen, logistic, [(3, 1), ()], n=17, lr=1.5, epochs=6)


@task("accuracy")
def test_train_no_epochs(student, gen):
    """returns an empty list for 0 epochs, and changes nothing"""
    start = [torch.randn(3, generator=gen)]

    got = student.run(
        training, linear, start, torch.rand(5, 3, generator=gen), torch.ones(5), 1.0, 0
    )

    expect_equal(numbers(got["losses"]), [], name="the losses")
    expect_close(got["params"], start[0], axes="p", name="the parameters")
