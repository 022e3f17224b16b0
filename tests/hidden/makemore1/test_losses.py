"""Hidden checks for losses.py."""

import math

import pytest
import torch
from exercises.makemore1.cases import exact, numbers, with_argument
from exercises.makemore1.net_cases import COARSE, right_loss, right_softmax
from torch.nn import functional as F

from grader import BEYOND, expect_close, task


@task(
    "softmax",
    category="other sizes",
    tolerance_reason="along an axis of one entry every share is 1",
)
@pytest.mark.parametrize(
    ("shape", "dim"),
    [
        ((1, 5), -1),
        ((6, 1), 1),
        ((7, 3), 0),
        ((9,), 0),
        ((2, 5, 3), 2),
        ((4, 2, 6), 0),
        ((8, 8), -2),
    ],
)
def test_softmax_shapes(student, gen, shape, dim):
    """agrees with torch for other shapes and axes"""
    logits = 3 * torch.randn(shape, generator=gen)

    expect_close(student.softmax(logits, dim), right_softmax(logits, dim))


@task("softmax", part=BEYOND, category="edge values")
@pytest.mark.parametrize("dim", [0, 1])
def test_softmax_logits_of_1000(student, gen, dim):
    """is right for logits of 1000, -1000 and -inf"""
    logits = torch.randn(6, 5, generator=gen)
    logits[0, 1] = 1000.0
    logits[1, 3] = -1000.0
    logits[2] += 1000.0
    logits[4, 4] = -math.inf
    logits[5, 0] = -math.inf

    expect_close(
        student.softmax(logits, dim=dim), right_softmax(logits, dim), axes="n C", rtol=COARSE
    )


@task("softmax", part=BEYOND, category="edge values")
def test_softmax_rows_far_apart(student, gen):
    """is right where one row lies 500 below the others"""
    logits = torch.randn(4, 9, generator=gen)
    logits[2] -= 500.0

    expect_close(student.softmax(logits), right_softmax(logits), axes="n C", rtol=COARSE)


@task("softmax", category="in-place safety")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_softmax_logits_stay(student, gen, dtype):
    """keeps the dtype and leaves the logits as they are"""
    logits = 5 * torch.randn(3, 11, generator=gen, dtype=dtype)

    got = student.run(with_argument, "softmax", logits, 0)

    expect_close(got["result"], right_softmax(logits, 0), axes="n C", name="the result")
    expect_close(got["argument"], logits, axes="n C", name="the logits after the call")


@task("softmax", category="memory layout")
def test_softmax_other_layout(student, gen):
    """works on logits that are not contiguous in memory"""
    logits = torch.randn(5, 7, generator=gen).T

    expect_close(student.softmax(logits), right_softmax(logits), axes="n C")


@task("cross_entropy", category="other sizes")
@pytest.mark.parametrize(("n", "C"), [(1, 27), (50, 3), (4, 10)])
def test_cross_entropy_random_logits(student, gen, n, C):
    """agrees with torch for other sizes"""
    batches = [3 * torch.randn(n, C, generator=gen) for _ in range(2)]
    targets = [torch.randint(C, (n,), generator=gen) for _ in range(2)]

    got = numbers([student.cross_entropy(z, y) for z, y in zip(batches, targets, strict=True)])

    right = exact([right_loss(z, y) for z, y in zip(batches, targets, strict=True)])
    expect_close(got, right, axes="batch", rtol=1e-5, name="cross_entropy")


@task(
    "cross_entropy",
    part=BEYOND,
    category="edge values",
    tolerance_reason="both losses are about the same: two differences of 10,000, divided by 3",
)
def test_cross_entropy_logits_of_10000(student, gen):
    """is finite and right for logits of 10,000 and -10,000"""
    pairs = []
    for where in ((0, 1), (2, 2)):
        logits = torch.randn(3, 4, generator=gen)
        logits[where] = 1e4
        logits[1, 3] = -1e4
        pairs.append((logits, torch.tensor([0, 3, 1])))

    got = numbers([student.cross_entropy(z, y) for z, y in pairs])

    right = exact([right_loss(z, y) for z, y in pairs])
    expect_close(got, right, axes="batch", rtol=1e-5, name="cross_entropy")


@task("cross_entropy", category="dtype")
def test_cross_entropy_float64(student, gen):
    """takes logits of float64"""
    logits = torch.randn(6, 8, generator=gen, dtype=torch.float64)
    targets = torch.randint(8, (6,), generator=gen)

    got = numbers([student.cross_entropy(logits, targets)])

    expect_close(got, exact([F.cross_entropy(logits, targets).item()]), rtol=1e-5)


@task("cross_entropy", category="memory layout")
def test_cross_entropy_other_layout(student, gen):
    """works on logits that are not contiguous in memory"""
    logits = torch.randn(9, 5, generator=gen).T
    targets = torch.tensor([8, 0, 3, 3, 1])

    got = numbers([student.cross_entropy(logits, targets)])

    expect_close(got, exact([right_loss(logits, targets)]), rtol=1e-5)
