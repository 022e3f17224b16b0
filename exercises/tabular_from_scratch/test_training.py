"""Visible checks for training.py. Grading uses its own copy of this file."""

from statistics import fmean

import torch
from exercises.tabular_from_scratch.cases import numbers
from exercises.tabular_from_scratch.net_cases import (
    expect_empty,
    expect_straight_training,
    raised_squares,
    right_update,
    slopes_for,
    squares,
    training,
    update,
)

from grader import BEYOND, expect_close, expect_equal, expect_numbers, task


@task("update_coeffs")
def test_update_coeffs_two_steps(student, gen):
    """moves every parameter in place, in two steps, each by its own gradient"""
    start = [torch.randn(shape, generator=gen) for shape in ((4, 3), (3, 1), ())]
    slopes = slopes_for(gen, start, 2)

    got = student.run(update, start, slopes, 0.3, False, False)

    right = right_update(start, slopes, 0.3)
    expect_close(got["after"], right, axes="step p", name="the parameters after 1 and 2 steps")


@task("update_coeffs", tolerance_reason="an empty gradient is 0")
def test_update_coeffs_afterwards(student, gen):
    """leaves empty gradients, and parameters that still require one"""
    start = [torch.randn(shape, generator=gen) for shape in ((5,), (2, 3))]
    slopes = slopes_for(gen, start, 2)

    got = student.run(update, start, slopes[:1], 2.0, False, False)

    right = right_update(start, slopes, 2.0)
    expect_empty(got, start, right[0])
    got = student.run(update, start, slopes, 2.0, False, False)
    expect_close(got["after"], right, axes="step p", name="the parameters after 1 and 2 steps")


@task("update_coeffs")
def test_update_coeffs_without_backward(student, gen):
    """changes nothing when it is called a second time without a backward pass"""
    start = [torch.randn(shape, generator=gen) for shape in ((6,), (3, 2))]
    slopes = slopes_for(gen, start, 1)

    got = student.run(update, start, slopes, 0.5, True, False)

    right = right_update(start, slopes, 0.5).expand(2, -1)
    name = "the parameters after a step, and after a call without backward"
    expect_close(got["after"], right, axes="call p", name=name)


@task("update_coeffs", part=BEYOND)
def test_update_coeffs_no_gradient(student, gen):
    """leaves a parameter alone whose .grad is None"""
    start = [torch.randn(shape, generator=gen) for shape in ((4,), (3,), (5,), (2,))]
    slopes = slopes_for(gen, start, 1, without=(2,))

    got = student.run(update, start, slopes, 0.1, False, True)

    right = right_update(start, slopes, 0.1)
    expect_close(got["after"], right, axes="step p", name="the parameters after a step")


@task("update_coeffs", part=BEYOND)
def test_update_coeffs_anywhere(student, gen):
    """moves every parameter where it is not called under torch.no_grad() too"""
    start = [torch.randn(shape, generator=gen) for shape in ((3, 2), (4,))]
    slopes = slopes_for(gen, start, 2)

    got = student.run(update, start, slopes, 0.4, False, True)

    right = right_update(start, slopes, 0.4)
    expect_close(got["after"], right, axes="step p", name="the parameters after 1 and 2 steps")


@task("accuracy")
def test_accuracy_by_hand(student):
    """is 3/4, 2/5 and 2/3 for three lists, with 0.5 on the side of the dead"""
    lists = [
        ([0.9, 0.2, 0.6, 0.4], [1, 0, 1, 1]),
        ([0.5, 0.5, 0.7, 1.7, 0.5], [1, 1, 0, 1, 0]),
        ([-0.8, 0.51, 0.49], [0, 1, 1]),
    ]

    got = [student.accuracy(torch.tensor(p), torch.tensor(y).float()) for p, y in lists]

    right = [3 / 4, 2 / 5, 2 / 3]
    expect_numbers(numbers(got), right, rtol=1e-6, name="the accuracies of three lists")


@task("accuracy")
def test_accuracy_columns(student, gen):
    """counts right predictions in columns (n, 1) too"""
    got, right = [], []
    for n in (9, 40, 7):
        y, hits = torch.randint(2, (2, n, 1), generator=gen)
        apart = 0.01 + 0.48 * torch.rand(n, 1, generator=gen)
        preds = torch.where(y.eq(hits), 0.5 + apart, 0.5 - apart)
        got.append(student.accuracy(preds, y.float()))
        right.append(fmean(hits.flatten().tolist()))

    expect_numbers(numbers(got), right, rtol=1e-6, name="the accuracies of three columns")


@task("accuracy")
def test_train_linear(student, gen):
    """takes the steps of autograd, and lists the losses before them"""
    expect_straight_training(student, gen, squares, [(4,)], n=30, lr=0.4, epochs=4)


@task("accuracy")
def test_train_two_parameters(student, gen):
    """trains all parameters, with another rate and number of epochs"""
    shapes = [(3, 1), ()]
    expect_straight_training(student, gen, raised_squares, shapes, n=17, lr=0.25, epochs=6)


@task("accuracy")
def test_train_no_epochs(student, gen):
    """returns an empty list for 0 epochs, and changes nothing"""
    start = [torch.randn(3, generator=gen)]

    got = student.run(
        training, squares, start, torch.rand(5, 3, generator=gen), torch.ones(5), 1.0, 0
    )

    expect_equal(numbers(got["losses"]), [], name="the losses")
    expect_close(got["params"], start[0], axes="p", name="the parameters")
