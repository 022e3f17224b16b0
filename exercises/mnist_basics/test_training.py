"""Visible checks for training.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.mnist_basics.cases import expect_gradients, numbers, with_gradients
from exercises.mnist_basics.training_cases import (
    expect_epoch,
    logits_and_labels,
    net_inputs,
    right_net,
    right_share,
    validations,
)

from grader import BEYOND, expect_close, expect_numbers, task


@task("batch_accuracy")
@pytest.mark.parametrize("dtype", [torch.int64, torch.float32])
def test_batch_accuracy_by_hand(student, dtype):
    """gives 3 of 4, 2 of 5 and 1 of 6 for batches counted by hand"""
    logits = [[3.0, 0.25, -0.25, -4.0], [0.0, 0.0, 0.4, 6.0, -2.0], [1.0, 2.0, 3.0, 0.1, -1.0, 0.0]]
    labels = [[1, 1, 1, 0], [1, 0, 0, 1, 1], [0, 0, 0, 0, 0, 1]]

    got = []
    for z, y in zip(logits, labels, strict=True):
        columns = torch.tensor(z)[:, None], torch.tensor(y, dtype=dtype)[:, None]
        got.append(student.batch_accuracy(*columns))

    names = ["3 right of 4", "2 right of 5", "1 right of 6"]
    expect_numbers(numbers(got), [3 / 4, 2 / 5, 1 / 6], names=names, rtol=1e-6)


@task("batch_accuracy")
def test_batch_accuracy_shares(student, gen):
    """gives the share of right predictions in batches of 40, 13 and 1"""
    batches = [logits_and_labels(gen, n) for n in (40, 13, 1)]

    got = [student.batch_accuracy(z, y) for z, y, _right in batches]

    right = [right_share([pair]) for pair in batches]
    names = ["batch of 40", "batch of 13", "batch of 1"]
    expect_numbers(numbers(got), right, names=names, rtol=1e-6)


@task("batch_accuracy")
def test_validate_epoch_equal_batches(student, gen):
    """gives the share of right predictions over batches of one size"""
    cases = [
        [logits_and_labels(gen, n) for _batch in range(k)] for n, k in ((8, 2), (5, 4), (7, 1))
    ]

    got = validations(student, [[[(z + 1) / 2, y] for z, y, _right in case] for case in cases])

    right = [right_share(case) for case in cases]
    # The chapter rounds to four digits.
    names = ["2 batches of 8", "4 batches of 5", "1 batch of 7"]
    expect_numbers(numbers(got), right, names=names, rtol=1e-4)


@task("batch_accuracy", part=BEYOND)
def test_validate_epoch_last_batch(student):
    """gives 0.996124 for 256 right of 256 and 1 right of 2"""
    full = [torch.full((256, 1), 3.0), torch.ones(256, 1)]
    small = [torch.tensor([[2.0], [-2.0]]), torch.ones(2, 1)]

    got = validations(student, [[full, small], [small, full], [small], [full]])

    names = ["256 of 256 and 1 of 2", "1 of 2 and 256 of 256", "1 of 2", "256 of 256"]
    expect_numbers(numbers(got), [257 / 258, 257 / 258, 0.5, 1.0], names=names, rtol=1e-6)


@task("batch_accuracy", part=BEYOND)
def test_validate_epoch_shares(student, gen):
    """gives the share of right predictions over batches of different sizes"""
    all_sizes = [(8, 8, 3), (5, 1, 9), (7,)]
    cases = [[logits_and_labels(gen, n) for n in sizes] for sizes in all_sizes]

    got = validations(student, [[[(z + 1) / 2, y] for z, y, _right in case] for case in cases])

    right = [right_share(case) for case in cases]
    names = [f"batches of {', '.join(map(str, sizes))}" for sizes in all_sizes]
    expect_numbers(numbers(got), right, names=names, rtol=1e-6)


@task("simple_net")
@pytest.mark.parametrize(("n", "k", "h"), [(9, 6, 5), (4, 100, 3), (1, 2, 7)])
def test_simple_net(student, gen, n, k, h):
    """gives output and gradients of two linear layers with relu between"""
    xb, params, dy = net_inputs(gen, n, k, h)
    if n == 1:  # its logit is to be below 0
        params = [*params[:3], params[3] - right_net(xb, params, dy)[0][0].float() - 1]

    y, gradients = right_net(xb, params, dy)
    expect_close(student.simple_net(xb, *params), y.float(), axes="n one", name="the output")
    got = student.run(with_gradients, "simple_net", xb, params, dy)
    expect_gradients(got, gradients, ["w1", "b1", "w2", "b2"])
    expect_close(got["xb"], xb, axes="n k", name="xb afterwards")


@task("simple_net")
def test_train_epoch_steps(student, gen):
    """takes one step for every batch, with the gradients of that batch"""
    expect_epoch(student, gen, [6, 9, 4], 5, 2.0)


@task("simple_net")
def test_train_epoch_one_batch(student, gen):
    """takes a single step where there is a single batch"""
    expect_epoch(student, gen, [8], 3, 1.0)
