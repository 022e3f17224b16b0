"""Visible checks for initialisation.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore3.cases import (
    RTOL_NUMBER,
    accepted,
    each,
    each_or_error,
    mixed,
    numbers,
    parts,
)
from torch.nn import functional as F
from torch.nn import init

from grader import expect_close, observe, task


@task("expected_initial_loss")
def test_equal_chances(student, gen):
    """is the cross-entropy of equal logits for 27, 2, 1 and other letters"""
    sizes = [27, 2, 1, int(torch.randint(3, 300, (1,), generator=gen))]

    got = student.run(each, "expected_initial_loss", [(V,) for V in sizes])

    what = f"the loss for {', '.join(map(str, sizes))} letters"
    expect_close(numbers(got, 4, what), of_equal_logits(sizes), rtol=RTOL_NUMBER, name=what)


def of_equal_logits(sizes: list[int]) -> torch.Tensor:
    """The cross-entropy for each number of letters."""
    logits = [torch.zeros(1, V, dtype=torch.float64) for V in sizes]
    return torch.stack([F.cross_entropy(row, torch.tensor([0])) for row in logits])


@task("expected_initial_loss")
def test_no_letters(student, gen):
    """raises ValueError for 0 letters, and for no larger number"""
    sizes = mixed([0, *torch.randint(1, 100, (3,), generator=gen).tolist()], gen)

    got = student.run(each_or_error, "expected_initial_loss", [(V,) for V in sizes])

    calls = [f"expected_initial_loss({V})" for V in sizes]
    results = accepted(got, calls, [V == 0 for V in sizes])
    right = of_equal_logits([V for V in sizes if V])
    expect_close(numbers(results, 3, "the losses"), right, rtol=RTOL_NUMBER, name="the losses")


@task("gain")
def test_four_gains(student, gen):
    """agrees with torch for linear, sigmoid, tanh and relu, whatever param"""
    names = mixed(["linear", "sigmoid", "tanh", "relu"] * 2, gen)
    params = mixed([None, None, *(0.3 + torch.rand(6, generator=gen)).tolist()], gen)
    params = [None if p is None else p * (-1) ** i for i, p in enumerate(params)]

    got = student.run(each, "gain", list(zip(names, params, strict=True)))

    right = torch.tensor([init.calculate_gain(name) for name in names], dtype=torch.float64)
    got = numbers(got, 8, "gain")
    expect_close(got, right, rtol=RTOL_NUMBER, name=f"the gain of {', '.join(names)}")


@task("gain")
def test_leaky_relu(student, gen):
    """agrees with torch for leaky_relu, without a slope, with 0 and three"""
    slopes = [None, 0.0, *(0.1 + 2 * torch.rand(3, generator=gen)).tolist()]

    got = student.run(each, "gain", [("leaky_relu", slope) for slope in slopes])

    right = [init.calculate_gain("leaky_relu", slope) for slope in slopes]
    got = numbers(got, 5, "gain")
    expect_close(
        got,
        torch.tensor(right, dtype=torch.float64),
        rtol=RTOL_NUMBER,
        name="the gain of leaky_relu without a slope, with 0, and for three",
    )


@task("gain")
def test_unknown_name(student, gen):
    """raises ValueError for a name that is not in the list, and for no other"""
    names = mixed(["selu", "relu", "tanh", "linear"], gen)

    got = student.run(each_or_error, "gain", [(name,) for name in names])

    results = accepted(got, [f"gain({name!r})" for name in names], [n == "selu" for n in names])
    known = [init.calculate_gain(name) for name in names if name != "selu"]
    right = torch.tensor(known, dtype=torch.float64)
    expect_close(numbers(results, 3, "gain"), right, rtol=RTOL_NUMBER, name="the other gains")


@task("kaiming_normal")
@pytest.mark.parametrize(
    ("fan_in", "fan_out", "name", "std"),
    [
        # (5/3) / sqrt(30), 1 / sqrt(16) and sqrt(2) / sqrt(50)
        (30, 200, "tanh", 0.304290),
        (16, 7, "linear", 0.25),
        (50, 9, "relu", 0.2),
        (25, 25, "linear", 0.2),
    ],
    ids=["tanh", "linear", "relu", "square"],
)
def test_weights(student, gen, fan_in, fan_out, name, std):
    """has the standard deviation that fits the inputs and the nonlinearity"""
    got = student.kaiming_normal(fan_in, fan_out, name, generator=gen)

    right = std * torch.randn(fan_in, fan_out, generator=gen)
    expect_close(got, right, axes="fan_in fan_out")


@observe
def weights_twice(m, sizes, nonlinearity, generator):
    """The weights of two layers, one after the other by one generator."""
    return [m.kaiming_normal(*sizes, nonlinearity, generator=generator) for _layer in range(2)]


@task("kaiming_normal")
def test_one_call_of_randn(student, gen):
    """takes as many numbers from generator as there are weights"""
    got = parts(student.run(weights_twice, (25, 3), "linear", gen), 2)

    for which, mine in zip(("first", "second"), got, strict=True):
        right = 0.2 * torch.randn(25, 3, generator=gen)
        what = f"the weights of the {which} layer by one generator"
        expect_close(mine, right, axes="fan_in fan_out", name=what)
