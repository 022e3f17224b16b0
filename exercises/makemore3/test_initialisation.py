"""Visible checks for initialisation.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore3.cases import RTOL_NUMBER, each, numbers, refusal
from torch.nn import functional as F
from torch.nn import init

from grader import expect_close, expect_equal, task


@task("expected_initial_loss")
def test_equal_chances(student):
    """is the cross-entropy of equal logits for 27, 10, 2 and 1 letters"""
    sizes = [27, 10, 2, 1]

    got = student.run(each, "expected_initial_loss", [(V,) for V in sizes])

    logits = [torch.zeros(1, V, dtype=torch.float64) for V in sizes]
    right = torch.stack([F.cross_entropy(row, torch.tensor([0])) for row in logits])
    got = numbers(got, 4, "expected_initial_loss for 27, 10, 2 and 1")
    expect_close(got, right, rtol=RTOL_NUMBER, name="the loss for 27, 10, 2 and 1 letters")


@task("expected_initial_loss")
def test_no_letters(student):
    """raises ValueError for 0 letters"""
    got = student.run(refusal, "expected_initial_loss", (0,))

    expect_equal(got, "ValueError", name="what expected_initial_loss(0) raises")


@task("gain")
def test_four_gains(student):
    """agrees with torch for linear, sigmoid, tanh and relu"""
    names = ["linear", "sigmoid", "tanh", "relu"]

    got = student.run(each, "gain", [(name,) for name in names])

    right = torch.tensor([init.calculate_gain(name) for name in names], dtype=torch.float64)
    got = numbers(got, 4, "gain")
    expect_close(got, right, rtol=RTOL_NUMBER, name="the gain of linear, sigmoid, tanh and relu")


@task("gain")
def test_leaky_relu(student):
    """agrees with torch for leaky_relu, without a slope and with three"""
    slopes = [None, 0.2, 0.5, 2.0]

    got = student.run(each, "gain", [("leaky_relu", slope) for slope in slopes])

    right = [init.calculate_gain("leaky_relu", slope) for slope in slopes]
    got = numbers(got, 4, "gain")
    expect_close(
        got,
        torch.tensor(right, dtype=torch.float64),
        rtol=RTOL_NUMBER,
        name="the gain of leaky_relu for the slopes None, 0.2, 0.5, 2",
    )


@task("gain")
def test_unknown_name(student):
    """raises ValueError for a name that is not in the list"""
    got = student.run(refusal, "gain", ("tan",))

    expect_equal(got, "ValueError", name='what gain("tan") raises')


@task("kaiming_normal")
@pytest.mark.parametrize(
    ("fan_in", "fan_out", "name", "std"),
    [
        # (5/3) / sqrt(30), 1 / sqrt(16) and sqrt(2) / sqrt(50)
        (30, 200, "tanh", 0.304290),
        (16, 7, "linear", 0.25),
        (50, 9, "relu", 0.2),
    ],
    ids=["tanh", "linear", "relu"],
)
def test_weights(student, gen, fan_in, fan_out, name, std):
    """has the standard deviation that fits the inputs and the nonlinearity"""
    got = student.kaiming_normal(fan_in, fan_out, name, generator=gen)

    right = std * torch.randn(fan_in, fan_out, generator=gen)
    expect_close(got, right, axes="fan_in fan_out")
