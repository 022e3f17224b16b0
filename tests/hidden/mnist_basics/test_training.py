"""Hidden checks for training.py."""

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


@task("batch_accuracy", category="other sizes")
def test_batch_accuracy_shares(student, gen):
    """gives the share of right predictions in batches of 2, 30 and 101"""
    batches = [logits_and_labels(gen, n) for n in (2, 30, 101)]
    batches.append(
        [torch.zeros(3, 1), *torch.tensor([[[0.0], [1.0], [0.0]], [[1.0], [0.0], [1.0]]])]
    )

    got = [student.batch_accuracy(z, y) for z, y, _right in batches]

    expect_numbers(numbers(got), [right_share([pair]) for pair in batches], rtol=1e-6)


@task("batch_accuracy", category="other sizes")
def test_validate_epoch_equal_batches(student, gen):
    """gives the share of right predictions over more batches of one size"""
    cases = [
        [logits_and_labels(gen, n) for _batch in range(k)] for n, k in ((4, 5), (25, 3), (2, 2))
    ]

    got = validations(student, [[[(z + 1) / 2, y] for z, y, _right in case] for case in cases])

    expect_numbers(numbers(got), [right_share(case) for case in cases], rtol=1e-4)


@task("batch_accuracy", part=BEYOND, category="other sizes")
def test_validate_epoch_shares(student, gen):
    """gives the share of right predictions over other batches"""
    cases = [
        [logits_and_labels(gen, n) for n in sizes] for sizes in ((1, 20), (4, 4, 4, 1), (3, 2))
    ]

    got = validations(student, [[[(z + 1) / 2, y] for z, y, _right in case] for case in cases])

    expect_numbers(numbers(got), [right_share(case) for case in cases], rtol=1e-6)


@task("batch_accuracy", part=BEYOND, category="edge values")
def test_validate_epoch_last_batch(student):
    """counts a last batch of one example once"""
    full = [torch.full((499, 1), 2.0), torch.ones(499, 1)]
    wrong = [torch.zeros(1, 1), torch.ones(1, 1)]

    got = validations(student, [[full, wrong], [full, full, wrong], [wrong]])

    expect_numbers(numbers(got), [499 / 500, 998 / 999, 0.0], rtol=1e-6)


@task("simple_net", category="other sizes")
@pytest.mark.parametrize(("n", "k", "h"), [(1, 5, 12), (20, 3, 4), (6, 150, 30)])
def test_simple_net(student, gen, n, k, h):
    """gives the output and the gradients for other sizes"""
    xb, params, dy = net_inputs(gen, n, k, h)

    y, gradients = right_net(xb, params, dy)
    expect_close(student.simple_net(xb, *params), y.float(), axes="n one", name="the output")
    got = student.run(with_gradients, "simple_net", xb, params, dy)
    expect_gradients(got, gradients, ["w1", "b1", "w2", "b2"])
    expect_close(got["xb"], xb, axes="n k", name="xb afterwards")


@task("simple_net", category="other sizes")
@pytest.mark.parametrize("sizes", [[1, 7], [5, 5, 5, 2], [10]])
def test_train_epoch_steps(student, gen, sizes):
    """takes one step for every batch, for other sizes"""
    expect_epoch(student, gen, sizes, 4, 0.8)
