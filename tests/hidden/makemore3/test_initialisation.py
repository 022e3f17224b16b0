"""Hidden checks for initialisation.py: other sizes, edge values."""

import pytest
import torch
from exercises.makemore3.cases import RTOL_NUMBER, each, numbers, refusal
from torch.nn import functional as F
from torch.nn import init

from grader import expect_close, expect_equal, task


@task("expected_initial_loss", category="other sizes")
def test_equal_chances(student):
    """is the cross-entropy of equal logits for other numbers of letters"""
    sizes = [3, 65, 50257, 1]

    got = student.run(each, "expected_initial_loss", [(V,) for V in sizes])

    logits = [torch.zeros(1, V, dtype=torch.float64) for V in sizes]
    right = torch.stack([F.cross_entropy(row, torch.tensor([0])) for row in logits])
    expect_close(numbers(got, 4, "the losses"), right, rtol=RTOL_NUMBER, name="the losses")


@task("expected_initial_loss", category="edge values")
@pytest.mark.parametrize("vocab", [0, -3])
def test_no_letters(student, vocab):
    """raises ValueError for less than one letter"""
    got = student.run(refusal, "expected_initial_loss", (vocab,))

    expect_equal(got, "ValueError", name=f"what expected_initial_loss({vocab}) raises")


@task("gain", category="other sizes")
def test_gains(student):
    """agrees with torch for other slopes, 0 and 1 among them"""
    calls = [
        ("leaky_relu", 0.0),
        ("relu",),
        ("leaky_relu", 1.0),
        ("sigmoid",),
        ("leaky_relu", 3.0),
        ("tanh",),
        ("linear",),
        ("leaky_relu",),
    ]

    got = student.run(each, "gain", calls)

    right = torch.tensor([init.calculate_gain(*call) for call in calls], dtype=torch.float64)
    expect_close(numbers(got, 8, "the gains"), right, rtol=RTOL_NUMBER, name="the gains")


@task("gain", category="edge values")
@pytest.mark.parametrize("name", ["softmax", "Tanh", ""])
def test_unknown_name(student, name):
    """raises ValueError for other names that are not in the list"""
    got = student.run(refusal, "gain", (name,))

    expect_equal(got, "ValueError", name="what gain raises")


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
    # gain of 1 ends at 0.001, one of 2 at 1,000.
    inside = all(0.1 < square < 10 for square in squares)
    expect_equal(inside, True, name="whether the mean square stays between 0.1 and 10")
