"""Hidden checks for initialisation.py: other sizes, edge values."""

import pytest
import torch
from exercises.makemore3.cases import RTOL_NUMBER, accepted, each, each_or_error, mixed, numbers
from torch.nn import functional as F
from torch.nn import init

from grader import expect_close, expect_equal, task


@task("expected_initial_loss", category="other sizes")
def test_equal_chances(student, gen):
    """is the cross-entropy of equal logits for other numbers of letters"""
    sizes = [3, 50257, 1, *torch.randint(30, 1000, (2,), generator=gen).tolist()]

    got = student.run(each, "expected_initial_loss", [(V,) for V in sizes])

    losses = numbers(got, 5, "the losses")
    expect_close(losses, of_equal_logits(sizes), rtol=RTOL_NUMBER, name="the losses")


def of_equal_logits(sizes):
    """The cross-entropy for each number of letters."""
    logits = [torch.zeros(1, V, dtype=torch.float64) for V in sizes]
    return torch.stack([F.cross_entropy(row, torch.tensor([0])) for row in logits])


@task("expected_initial_loss", category="edge values")
def test_no_letters(student, gen):
    """raises ValueError for less than one letter"""
    sizes = mixed([0, -1, -30, 1, *torch.randint(2, 300, (3,), generator=gen).tolist()], gen)

    got = student.run(each_or_error, "expected_initial_loss", [(V,) for V in sizes])

    calls = [f"expected_initial_loss({V})" for V in sizes]
    results = accepted(got, calls, [V < 1 for V in sizes])
    right = of_equal_logits([V for V in sizes if V > 0])
    expect_close(numbers(results, 4, "the losses"), right, rtol=RTOL_NUMBER, name="the losses")


@task("gain", category="other sizes")
def test_gains(student, gen):
    """agrees with torch for other slopes, 0 and 1 among them"""
    calls = [
        ("leaky_relu", 0.0),
        ("relu",),
        ("leaky_relu", 1.0),
        ("sigmoid",),
        ("leaky_relu", float(torch.rand((), generator=gen))),
        ("tanh",),
        ("linear",),
        ("leaky_relu",),
    ]
    calls = mixed(calls, gen)

    got = student.run(each, "gain", calls)

    right = torch.tensor([init.calculate_gain(*call) for call in calls], dtype=torch.float64)
    expect_close(numbers(got, 8, "the gains"), right, rtol=RTOL_NUMBER, name="the gains")


@task("gain", category="edge values")
def test_unknown_name(student, gen):
    """raises ValueError for other names that are not in the list"""
    unknown = ["softmax", "Tanh", "tan", "conv2d", ""]
    names = mixed([*unknown, "relu", "sigmoid", "leaky_relu"], gen)

    got = student.run(each_or_error, "gain", [(name,) for name in names])

    calls = [f"gain({name!r})" for name in names]
    results = accepted(got, calls, [name in unknown for name in names])
    known = [init.calculate_gain(name) for name in names if name not in unknown]
    right = torch.tensor(known, dtype=torch.float64)
    expect_close(numbers(results, 3, "gain"), right, rtol=RTOL_NUMBER, name="the other gains")


@task("kaiming_normal", category="other sizes")
@pytest.mark.parametrize(
    ("fan_in", "fan_out", "name"),
    [(10, 1000, "tanh"), (400, 3, "sigmoid"), (8, 25, "leaky_relu"), (1, 6, "relu")],
    ids=["tanh", "sigmoid", "leaky_relu", "fan_in-1"],
)
def test_weights(student, gen, fan_in, fan_out, name):
    """has the standard deviation that fits, for other sizes"""
    torch.manual_seed(7)
    got = student.kaiming_normal(fan_in, fan_out, name, generator=gen)

    std = init.calculate_gain(name) * fan_in**-0.5
    right = std * torch.randn(fan_in, fan_out, generator=gen)
    expect_close(got, right, axes="fan_in fan_out")


@task("kaiming_normal", category="random upstream")
def test_variance_survives(student, gen):
    """keeps the mean square of 2,000 examples through ten layers with relu"""
    x = torch.randn(2000, 128, generator=gen)
    squares = []
    for _layer in range(10):
        W = student.kaiming_normal(x.shape[1], 160, "relu", generator=gen)
        shape = list(getattr(W, "shape", []))
        expect_equal(shape, [x.shape[1], 160], name="the shape of the weights")
        gen = torch.Generator().manual_seed(int(torch.randint(10**6, (1,), generator=gen)))
        x = torch.relu(x @ W)
        squares.append(float((x**2).mean()))

    # Chance multiplies over the layers: in 1,500 right runs the mean square was from 0.28 to 4.4. A
    # gain of 1 ends at 0.001, one of 2 at 1,000. Six standard deviations of its logarithm, 0.45.
    inside = all(0.05 < square < 20 for square in squares)
    expect_equal(inside, True, name="whether the mean square stays between 0.05 and 20")
