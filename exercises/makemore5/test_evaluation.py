"""Visible checks for evaluation.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore5.evaluation_cases import (
    RTOL_NUMBER,
    SCATTER,
    YES,
    drawn,
    evaluated,
    expect_frequencies,
    in_float32,
    modes_after_error,
    numbers,
    right_name,
    smooth_refused,
    spelled,
    spelt,
)
from torch.nn import functional as F

from grader import expect_close, expect_equal, task


@task("evaluate")
def test_evaluate_losses(student, gen):
    """is the mean loss of one letter for each context, or each place"""
    scores = 2 * torch.randn(9, 9, generator=gen)
    parts = [
        (torch.randint(9, (n, 4), generator=gen), torch.randint(9, shape, generator=gen))
        for n, shape in ((30, (30,)), (1, (1,)), (6, (6, 4)))
    ]

    got = student.run(evaluated, scores, parts, True)

    right = []
    for X, Y in parts:
        rows = scores[X if Y.dim() == 2 else X[:, -1]].double()
        right.append(F.cross_entropy(rows.reshape(-1, 9), Y.reshape(-1)))
    what = "the losses of 30 letters, of 1, and of 6 times 4"
    losses = numbers(got["losses"], 3, what)
    expect_close(losses, torch.stack(right), axes="split", rtol=RTOL_NUMBER, name=what)


@task("evaluate", tolerance_reason=YES)
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_evaluate_modes(student, gen, training):
    """asks in evaluation without gradients, gives the model back as it was"""
    scores = torch.randn(5, 5, generator=gen)
    X, Y = torch.randint(5, (7, 3), generator=gen), torch.randint(5, (7,), generator=gen)

    got = student.run(evaluated, scores, [(X, Y)], training)

    asked = torch.tensor([[0, 0]]).expand(len(got["asked"]), 2)
    what = "training, and whether gradients are recorded, when the model is called (1: yes)"
    expect_close(got["asked"], asked, axes="call what", name=what)
    right = torch.full((1, 2), int(training))
    what = "training of the model and of its layer afterwards"
    expect_close(got["after"], right, axes="call what", name=what)


@task("evaluate", tolerance_reason=YES)
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("name", ["evaluate", "sample"])
def test_evaluate_errors(student, name, training):
    """gives the model back as it was where calling it raises an error"""
    got = student.run(modes_after_error, name, training)

    right = torch.tensor([1, *[int(training)] * 4])
    what = (
        f"whether {name} hands the error on; training of the model and of its layer after a call "
    )
    what += "without error, and after one with"
    expect_close(got, right, axes="what", name=what)


@task("evaluate")
@pytest.mark.parametrize("block", [4, None], ids=["4", "default"])
def test_sample_one_way_to_go(student, gen, block):
    """sample writes the names that the model gives no choice about"""
    size = block or 8
    rule = torch.randint(1, 26, (size + 1,), generator=gen).tolist()

    got = student.run(spelled, 3, block, rule, True)

    right = [right_name(size, rule)] * 3
    wanted = spelt(right, size + 2)
    expect_close(spelt(got["names"], size + 2), wanted, axes="name letter", name="the letters")
    expect_equal(got["names"], right, name="the names")
    expect_equal(got["shapes"], [(1, size)], name="the shapes that the model was given")


@task("evaluate", tolerance_reason=YES)
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_sample_modes(student, training):
    """sample asks the model in evaluation, and gives it back as it was"""
    got = student.run(spelled, 2, 3, [5, 3, 2, 8], training)

    asked = torch.zeros(len(got["asked"]), dtype=torch.int64)
    expect_close(got["asked"], asked, axes="call", name="training when the model is called")
    right = torch.full((2,), int(training))
    what = "training of the model and of its layer afterwards"
    expect_close(got["after"], right, axes="what", name=what)


@task("evaluate", tolerance_reason=SCATTER)
def test_sample_chance(student, gen):
    """sample draws letters as often as softmax says, with generator only"""
    scores = torch.full((27, 27), -60.0)
    scores[0, :4] = torch.tensor([0.1, 0.4, 0.3, 0.2]).log() + 2
    scores[1:, 0] = 0.0
    seed = int(torch.randint(1000, (1,), generator=gen))

    got = student.run(drawn, scores, [(200, seed), (15, seed), (15, seed), (15, seed + 1)])

    many, first, again, other = got["names"]
    expect_frequencies(many, [0.4, 0.3, 0.2, 0.1], "how often a, b, c and no letter come first")
    found = torch.tensor([first == again, first != other, got["untouched"]]).long()
    what = "same seed same names, other seed other names, torch's own generator untouched (1: yes)"
    expect_close(found, torch.ones(3, dtype=torch.int64), axes="what", name=what)


@task("smooth")
@pytest.mark.parametrize(
    ("k", "count"), [(3, 6), (4, 11), (5, 5), (1, 3)], ids=["whole", "rest", "one", "k-1"]
)
def test_smooth_means(student, k, count):
    """gives the mean of each k losses and drops the rest"""
    losses = [2.0 + 1.5 ** (i % 7) - i / 8 for i in range(count)]

    got = student.smooth(losses, k)

    right = [sum(losses[i : i + k]) / k for i in range(0, count - k + 1, k)]
    expect_close(in_float32(got), torch.tensor(right), axes="point", name="the means")


@task("smooth")
@pytest.mark.parametrize(("count", "k"), [(4, 5), (0, 1), (3, 0)])
def test_smooth_too_few(student, count, k):
    """raises ValueError for fewer than k losses, and for k = 0"""
    got = student.run(smooth_refused, [1.0] * count, k)

    expect_equal(got, "ValueError", name=f"what smooth raises for {count} losses and k = {k}")
