"""Hidden checks for evaluation.py: other sizes, modes and edge values."""

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


@task("evaluate", category="other sizes")
@pytest.mark.parametrize("training", [True, False])
def test_evaluate_losses(student, gen, training):
    """is the mean loss of other splits, with three and four axes"""
    scores = 3 * torch.randn(6, 6, generator=gen)
    parts = [
        (torch.randint(6, x, generator=gen), torch.randint(6, y, generator=gen))
        for x, y in (((50, 2), (50,)), ((1, 7), (1, 7)), ((3, 2, 4), (3, 2, 4)))
    ]

    got = student.run(evaluated, scores, parts, training)

    right = []
    for X, Y in parts:
        rows = scores[X if Y.dim() > 1 else X[:, -1]].double()
        right.append(F.cross_entropy(rows.reshape(-1, 6), Y.reshape(-1)))
    losses = numbers(got["losses"], 3, "the losses")
    expect_close(losses, torch.stack(right), axes="split", rtol=RTOL_NUMBER, name="the losses")


@task("evaluate", category="real path", tolerance_reason=YES)
@pytest.mark.parametrize("training", [True, False])
def test_evaluate_modes(student, gen, training):
    """asks in evaluation, and gives the model back after every call"""
    scores = torch.randn(4, 4, generator=gen)
    parts = [(torch.randint(4, (n, 2), generator=gen), torch.zeros(n).long()) for n in (3, 1, 9)]

    got = student.run(evaluated, scores, parts, training)

    asked = torch.tensor([[0, 0]]).expand(len(got["asked"]), 2)
    expect_close(got["asked"], asked, axes="call what", name="the modes when it is called")
    after = torch.full((3, 2), int(training))
    expect_close(got["after"], after, axes="call what", name="the modes afterwards")


@task("evaluate", category="edge values")
@pytest.mark.parametrize("name", ["evaluate", "sample"])
def test_evaluate_errors(student, name):
    """gives the model back as it was after an error, from both modes"""
    got = [student.run(modes_after_error, name, training) for training in (False, True)]

    right = torch.tensor([[1, 0, 0, 0, 0], [1, 1, 1, 1, 1]])
    expect_close(torch.stack(got), right, axes="run what", name="the modes after an error")


@task("evaluate", category="other sizes")
@pytest.mark.parametrize(("count", "block"), [(2, 6), (5, 1), (1, 12)])
def test_sample_one_way_to_go(student, gen, count, block):
    """sample writes the only possible names for other contexts"""
    rule = torch.randint(1, 26, (block + 1,), generator=gen).tolist()

    got = student.run(spelled, count, block, rule, False)

    right = [right_name(block, rule)] * count
    wanted = spelt(right, block + 2)
    expect_close(spelt(got["names"], block + 2), wanted, axes="name letter", name="the letters")
    expect_equal(got["names"], right, name="the names")
    expect_equal(got["shapes"], [(1, block)], name="the shapes that the model was given")


@task("evaluate", category="edge values")
def test_sample_no_names(student):
    """sample gives an empty list for no names"""
    got = student.run(spelled, 0, 3, [5, 3, 2, 8], True)

    expect_equal(got["names"], [], name="the names")
    expect_equal(got["after"].tolist(), [1, 1], name="the modes afterwards")


@task("evaluate", category="random upstream", tolerance_reason=SCATTER)
def test_sample_chance(student, gen):
    """sample draws letters as often as softmax says, for other scores"""
    scores = torch.full((27, 27), -60.0)
    scores[0, :4] = torch.tensor([0.25, 0.05, 0.2, 0.5]).log() - 7
    scores[1:, 0] = 0.0
    seed = int(torch.randint(1000, (1,), generator=gen))

    got = student.run(drawn, scores, [(250, seed), (20, seed), (20, seed), (20, seed + 5)])

    many, first, again, other = got["names"]
    expect_frequencies(many, [0.05, 0.2, 0.5, 0.25], "how often a, b, c and no letter come first")
    found = torch.tensor([first == again, first != other, got["untouched"]]).long()
    what = "whether all chance comes from generator"
    expect_close(found, torch.ones(3, dtype=torch.int64), axes="what", name=what)


@task("smooth", category="other sizes")
@pytest.mark.parametrize(("k", "count"), [(1, 5), (7, 20), (10, 39), (1000, 2500)])
def test_smooth_means(student, gen, k, count):
    """gives the mean of each k losses for other sizes"""
    losses = (4 * torch.rand(count, generator=gen, dtype=torch.float64)).tolist()

    got = student.smooth(losses, k)

    right = [sum(losses[i : i + k]) / k for i in range(0, count - k + 1, k)]
    expect_close(in_float32(got), torch.tensor(right), axes="point", name="the means")


@task("smooth", category="rules")
@pytest.mark.parametrize(("count", "k"), [(9, 10), (1, 2), (5, -1)])
def test_smooth_too_few(student, count, k):
    """raises ValueError for other numbers of losses below k"""
    got = student.run(smooth_refused, [2.5] * count, k)

    expect_equal(got, "ValueError", name="what smooth raises")
