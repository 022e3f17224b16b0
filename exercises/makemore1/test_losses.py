"""Visible checks for losses.py. Grading uses its own copy of this file."""

import math

import pytest
import torch
from exercises.makemore1.cases import exact, numbers, with_argument
from exercises.makemore1.net_cases import COARSE, right_loss, right_softmax

from grader import BEYOND, expect_close, task


@task("softmax")
def test_softmax_one_row_by_hand(student):
    """gives 1/8, 2/8 and 5/8 for the logarithms of 1, 2 and 5"""
    logits = torch.tensor([math.log(1), math.log(2), math.log(5)])

    expect_close(student.softmax(logits), torch.tensor([0.125, 0.25, 0.625]), axes="C")


@task("softmax")
def test_softmax_rows(student, gen):
    """agrees with torch on 6 rows of 9"""
    logits = 2 * torch.randn(6, 9, generator=gen)

    expect_close(student.softmax(logits), right_softmax(logits), axes="n C")


@task("softmax")
def test_softmax_square(student, gen):
    """makes the rows of a (27, 27) tensor sum to 1, not its columns"""
    logits = torch.randn(27, 27, generator=gen)

    expect_close(student.softmax(logits), right_softmax(logits), axes="n C")


@task("softmax")
def test_softmax_columns(student, gen):
    """makes the columns sum to 1 where dim is 0"""
    logits = torch.randn(5, 8, generator=gen)

    expect_close(student.softmax(logits, dim=0), right_softmax(logits, 0), axes="n C")


@task("softmax")
def test_softmax_middle_axis(student, gen):
    """works along the middle one of three axes, by its number 1 and by -2"""
    logits = torch.randn(3, 5, 4, generator=gen)

    for dim in (1, -2):
        expect_close(student.softmax(logits, dim=dim), right_softmax(logits, 1), axes="a b c")


@task("softmax", part=BEYOND)
def test_softmax_sum_beyond_float32(student, gen):
    """is right where the exponentials sum to more than float32 holds"""
    logits = 88 + 0.5 * torch.rand(4, 7, generator=gen)

    expect_close(student.softmax(logits), right_softmax(logits), axes="n C")


@task("softmax", part=BEYOND)
def test_softmax_low_row(student):
    """is right for a row near 1 beside a row near -102"""
    logits = torch.tensor([[1.5, 1.0, 0.0], [-101.0, -102.0, -103.0]])

    expect_close(student.softmax(logits), right_softmax(logits), axes="n C")


@task("softmax", part=BEYOND)
def test_softmax_logits_of_1000(student, gen):
    """is right for logits of 1000 and -1000"""
    logits = torch.randn(5, 6, generator=gen)
    logits[0, 2] = 1000.0
    logits[1] += 1000.0
    logits[2, 4] = -1000.0
    logits[3] -= 1000.0

    expect_close(student.softmax(logits), right_softmax(logits), axes="n C", rtol=COARSE)


@task("softmax")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_softmax_logits_stay(student, gen, dtype):
    """keeps float32 and float64, and leaves the logits as they are"""
    logits = torch.randn(4, 3, generator=gen, dtype=dtype)

    got = student.run(with_argument, "softmax", logits)

    expect_close(got["result"], right_softmax(logits), axes="n C", name="the result")
    expect_close(got["argument"], logits, axes="n C", name="logits after the call")


@task("softmax", part=BEYOND)
def test_softmax_minus_infinity(student):
    """gives probability 0 to a logit of -inf"""
    logits = torch.tensor([[0.5, -math.inf, 1.0, 2.0], [-math.inf, 3.0, -math.inf, 1.0]])

    expect_close(student.softmax(logits), right_softmax(logits), axes="n C")


@task("cross_entropy")
def test_cross_entropy_no_preference(student):
    """gives ln 27 and ln 5 for 27 and 5 equal logits"""
    zeros = [torch.zeros(2, 27), torch.full((3, 5), 1.7)]

    got = numbers([student.cross_entropy(z, torch.arange(len(z))) for z in zeros])

    expect_close(
        got, exact([math.log(27), math.log(5)]), rtol=1e-5, name="cross_entropy of two tables"
    )


@task("cross_entropy")
def test_cross_entropy_random_logits(student, gen):
    """agrees with torch on 1, 6 and 32 rows"""
    batches = [2 * torch.randn(n, C, generator=gen) for n, C in ((1, 5), (6, 9), (32, 27))]
    targets = [torch.randint(z.shape[1], z.shape[:1], generator=gen) for z in batches]

    got = numbers([student.cross_entropy(z, y) for z, y in zip(batches, targets, strict=True)])

    right = exact([right_loss(z, y) for z, y in zip(batches, targets, strict=True)])
    expect_close(got, right, axes="batch", rtol=1e-5, name="the losses of three batches")


@task("cross_entropy")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_cross_entropy_logits_stay(student, gen, dtype):
    """takes float32 and float64, and leaves the logits as they are"""
    logits = torch.randn(5, 4, generator=gen, dtype=dtype)
    targets = torch.tensor([3, 0, 3, 1, 2])

    got = student.run(with_argument, "cross_entropy", logits, targets)

    right = exact([right_loss(logits, targets)])
    expect_close(numbers([got["result"]]), right, rtol=1e-5, name="the loss")
    expect_close(got["argument"], logits, axes="n C", name="logits after the call")


@task("cross_entropy", part=BEYOND)
def test_cross_entropy_rows_near_102(student):
    """is right for rows near -102 beside rows near 0"""
    rows = [[0.4, 0.1, -0.3], [-101.0, -101.5, -102.0], [-0.2, 0.3, 0.1], [-102.3, -101.2, -101.9]]
    logits = torch.tensor(rows)
    batches = [(logits[:2], torch.tensor([0, 1])), (logits, torch.tensor([2, 2, 0, 1]))]

    got = numbers([student.cross_entropy(z, y) for z, y in batches])

    right = exact([right_loss(z, y) for z, y in batches])
    expect_close(got, right, axes="batch", rtol=1e-5, name="the losses of two batches")


@task("cross_entropy", part=BEYOND)
def test_cross_entropy_right_answer_of_little_probability(student):
    """is right where the right answer's probability is about exp(-102)"""
    batches = [
        (torch.tensor([[0.0, 102.4, 3.0]]), torch.tensor([0])),
        (torch.tensor([[1.0, 0.0, 0.5], [-101.3, 0.2, -3.0]]), torch.tensor([0, 0])),
        (torch.tensor([[0.0, -15.0, -1.0, 1.0], [2.0, 1.0, 30.0, 0.0]]), torch.tensor([1, 3])),
    ]

    got = numbers([student.cross_entropy(z, y) for z, y in batches])

    right = exact([right_loss(z, y) for z, y in batches])
    expect_close(got, right, axes="batch", rtol=1e-5, name="the losses of three batches")


@task("cross_entropy", part=BEYOND)
def test_cross_entropy_logits_of_10000(student, gen):
    """is finite and right for logits of 10,000 and -10,000"""
    logits = torch.randn(5, 7, generator=gen)
    logits[0, 3] = 1e4
    logits[1, 2] = 1e4
    logits[2] -= 1e4
    logits[3, 4] = -1e4
    targets = torch.tensor([3, 0, 1, 4, 6])

    got = numbers([student.cross_entropy(logits, targets)])

    expect_close(got, exact([right_loss(logits, targets)]), rtol=1e-5, name="the loss")
