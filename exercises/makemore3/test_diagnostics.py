"""Visible checks for diagnostics.py. Grading uses its own copy of this file."""

import math

import torch
from exercises.makemore3.cases import (
    RTOL,
    column,
    each,
    layer_values,
    numbers,
    of_parameters,
    saturated,
    units,
    with_gradients,
)
from torch import Tensor

from grader import expect_close, expect_equal, task

OUTS = [(8, 5), (8, 5), (8, 6)]
SHAPES = [(6, 4), (7, 5), (9,), (5, 3)]


def expect_columns(got: object, right: dict[str, list[float]], what: str) -> None:
    """The numbers under each key in a list of dicts."""
    count = len(next(iter(right.values())))
    table = {key: column(got, key, count, what) for key in right}
    for key, values in right.items():
        scale = max(map(abs, values)) if key == "mean" else None
        wanted = torch.tensor(values, dtype=torch.float64)
        expect_close(table[key], wanted, scale=scale, rtol=RTOL, axes="layer", name=f"'{key}'")


def means_and_stds(hs: list[Tensor]) -> dict[str, list[float]]:
    """The mean and the standard deviation of all entries of each."""
    pairs = [torch.std_mean(h.double()) for h in hs]
    return {"mean": [float(mean) for _, mean in pairs], "std": [float(std) for std, _ in pairs]}


@task("saturation_fraction")
def test_share(student, gen):
    """counts both ends, and no entry that equals the threshold"""
    cases = [((4, 5), 7, 0.97), ((3, 8), 17, 0.99), ((16,), 3, 0.5), ((2, 2, 5), 9, 0.75)]
    hs = [saturated(shape, count, thr, gen) for shape, count, thr in cases]
    ones = torch.tensor([[-1.0]])
    calls = [(hs[0],), *[(h, case[2]) for h, case in zip(hs, cases, strict=True)][1:], (ones,)]

    got = student.run(each, "saturation_fraction", calls)

    right = torch.tensor([7 / 20, 17 / 24, 3 / 16, 9 / 20, 1.0], dtype=torch.float64)
    expect_close(numbers(got, 5, "saturation_fraction"), right, rtol=RTOL, name="the shares")


@task("saturation_fraction")
def test_dead(student, gen):
    """a unit is dead if it is saturated for all examples, at either end"""
    dead = torch.rand(42, generator=gen) < 0.5
    h = units(dead, 5, 0.99, gen)

    got = student.dead_units(h)

    expect_close(got, dead, axes="H")


@task("saturation_fraction")
def test_dead_at_a_threshold(student, gen):
    """takes the threshold from thr, and does not count entries that equal it"""
    dead = torch.rand(36, generator=gen) < 0.5
    h = units(dead, 4, 0.5, gen)
    # Half of the units that are awake are so by an entry that equals the threshold.
    h[:, ::2] = torch.where(h[:, ::2].abs() < 0.5, 0.5, h[:, ::2])

    got = student.dead_units(h, 0.5)

    expect_close(got, dead, axes="H")


@task("activation_stats")
def test_activations(student, gen):
    """gives mean, standard deviation and saturated percentage of each layer"""
    counts = [4, 15, 33]
    pairs = zip(OUTS, counts, strict=True)
    outs = [saturated(shape, count, 0.97, gen) + 1e-6 for shape, count in pairs]

    got = student.run(with_gradients, "activation_stats", outs, [None, None, None])

    right = means_and_stds(outs) | {"saturated": [10.0, 37.5, 68.75]}
    expect_columns(got, right, "activation_stats")


@task("activation_stats")
def test_gradients(student, gen):
    """gradient_stats is about the gradients of the outputs"""
    outs = layer_values(OUTS, [1.0, 1.5, 0.7], gen)
    gradients = layer_values(OUTS, [0.004, 0.002, 0.009], gen)

    got = student.run(with_gradients, "gradient_stats", outs, gradients)

    right = {"mean": [0.002, 0.001, 0.0045], "std": [0.004, 0.002, 0.009]}
    expect_columns(got, right, "gradient_stats")


@task("activation_stats")
def test_weight_gradients(student, gen):
    """weight_grad_stats is about the gradients of the weights"""
    values = layer_values(SHAPES, [0.3, 0.5, 2.0, 0.2], gen)
    gradients = layer_values(SHAPES, [0.003, 0.006, 0.02, 0.001], gen)

    got = student.run(of_parameters, "weight_grad_stats", values, gradients, ())

    right = {"mean": [0.0015, 0.003, 0.0005], "std": [0.003, 0.006, 0.001]}
    right["ratio"] = [0.01, 0.012, 0.005]
    expect_columns(got, right, "weight_grad_stats")
    shapes = [tuple(entry.get("shape", ())) for entry in got]
    expect_equal(shapes, [(6, 4), (7, 5), (5, 3)], name="'shape'")


@task("activation_stats")
def test_ratio_by_hand(student):
    """update_ratio gives -3 and -1.5 for the example worked out by hand"""
    # Standard deviations: 1 and 0.1 of the values, 0.01 and 10 ** -1.5 of the gradients.
    values = [torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([0.1, 0.2, 0.3])]
    gradients = [torch.tensor([[0.03, 0.02, 0.01]]), 10**-1.5 * torch.tensor([1.0, 2.0, 3.0])]

    got = student.run(of_parameters, "update_ratio", values, gradients, (0.1,))

    right = torch.tensor([-3.0, -1.5], dtype=torch.float64)
    expect_close(numbers(got, 2, "update_ratio"), right, rtol=RTOL, name="the ratios")


@task("activation_stats")
def test_ratios(student, gen):
    """update_ratio has a number for every parameter, inf for equal values"""
    values = layer_values(SHAPES, [0.3, 0.5, 2.0, 0.2], gen)
    values.insert(1, torch.ones(11))
    shapes = [tuple(v.shape) for v in values]
    gradients = layer_values(shapes, [0.003, 0.01, 0.006, 0.02, 0.001], gen)

    got = student.run(of_parameters, "update_ratio", values, gradients, (0.25,))

    got = numbers(got, 5, "update_ratio")
    finite = torch.tensor([0, 2, 3, 4])
    # A quarter of the gradients' standard deviations over those of the values.
    right = [math.log10(x) for x in (0.0025, 0.003, 0.0025, 0.00125)]
    expect_close(got[finite], torch.tensor(right).double(), rtol=RTOL, name="the ratios")
    expect_equal(float(got[1]), float("inf"), name="the ratio of a parameter of ones")
