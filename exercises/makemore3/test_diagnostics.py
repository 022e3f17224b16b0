"""Visible checks for diagnostics.py. Grading uses its own copy of this file."""

import torch
from exercises.makemore3.cases import (
    RTOL,
    column,
    each,
    layer_values,
    numbers,
    of_parameters,
    with_gradients,
)

from grader import expect_close, expect_equal, task

OUTS = [(8, 5), (8, 5), (8, 6)]
SHAPES = [(6, 4), (7, 5), (9,), (5, 3)]


@task("saturation_fraction")
def test_share(student):
    """counts both ends, and no entry that equals the threshold"""
    h = torch.tensor([[-1.0, 0.5], [0.98, 0.0]])
    steps = torch.tensor([0.5, -0.5, 0.75, -0.75, 0.25])
    calls = [(h,), (h, 0.99), (h, 0.4), (steps, 0.5), (h[:1, :1],)]

    got = student.run(each, "saturation_fraction", calls)

    right = torch.tensor([0.5, 0.25, 0.75, 0.4, 1.0], dtype=torch.float64)
    expect_close(numbers(got, 5, "saturation_fraction"), right, rtol=RTOL, name="the shares")


@task("saturation_fraction")
def test_dead(student):
    """a unit is dead if it is saturated for all examples, at either end"""
    h = torch.tensor(
        [
            # dead at 1, at -1, at both ends; alive, alive once, saturated at 0.98 only
            [1.0, -1.0, -1.0, 0.3, 1.0, 0.98],
            [0.995, -1.0, 1.0, -0.2, 0.1, 0.98],
            [1.0, -0.999, 1.0, 0.1, 1.0, 0.98],
        ]
    )

    got = student.dead_units(h)

    expect_close(got, torch.tensor([True, True, True, False, False, False]), axes="H")


@task("saturation_fraction")
def test_dead_at_a_threshold(student):
    """takes the threshold from thr, and does not count entries that equal it"""
    h = torch.tensor([[0.5, 0.75, -0.75, 0.25], [0.75, -0.75, 0.75, 1.0]])

    got = student.dead_units(h, 0.5)

    expect_close(got, torch.tensor([False, True, True, False]), axes="H")


@task("activation_stats")
def test_activations(student, gen):
    """gives mean, standard deviation and saturated percentage of each layer"""
    outs = [torch.tanh(v) for v in layer_values(OUTS, [0.4, 1.5, 4.0], gen)]
    outs[2][0] = torch.tensor([1.0, -1.0, 1.0, 1.0, -1.0, 0.98])

    got = student.run(with_gradients, "activation_stats", outs, [None, None, None])

    means = torch.stack([h.double().mean() for h in outs])
    stds = torch.stack([h.double().std() for h in outs])
    percents = [100 * sum(abs(v) > 0.97 for v in h.flatten().tolist()) / h.numel() for h in outs]
    got = {k: column(got, k, 3, "activation_stats") for k in ("mean", "std", "saturated")}
    expect_close(got["mean"], means, scale=1.0, rtol=RTOL, axes="layer", name="'mean'")
    expect_close(got["std"], stds, rtol=RTOL, axes="layer", name="'std'")
    percents = torch.tensor(percents, dtype=torch.float64)
    expect_close(got["saturated"], percents, rtol=RTOL, axes="layer", name="'saturated'")


@task("activation_stats")
def test_gradients(student, gen):
    """gradient_stats is about the gradients of the outputs"""
    outs = layer_values(OUTS, [1.0, 1.5, 0.7], gen)
    gradients = layer_values(OUTS, [0.004, 0.002, 0.009], gen)

    got = student.run(with_gradients, "gradient_stats", outs, gradients)

    means = torch.stack([g.double().mean() for g in gradients])
    stds = torch.stack([g.double().std() for g in gradients])
    got = {k: column(got, k, 3, "gradient_stats") for k in ("mean", "std")}
    expect_close(got["mean"], means, scale=0.01, rtol=RTOL, axes="layer", name="'mean'")
    expect_close(got["std"], stds, rtol=RTOL, axes="layer", name="'std'")


@task("activation_stats")
def test_weight_gradients(student, gen):
    """weight_grad_stats is about the gradients of the weights"""
    values = layer_values(SHAPES, [0.3, 0.5, 2.0, 0.2], gen)
    gradients = layer_values(SHAPES, [0.003, 0.006, 0.02, 0.001], gen)

    got = student.run(of_parameters, "weight_grad_stats", values, gradients, ())

    pairs = [pair for pair in zip(values, gradients, strict=True) if pair[0].dim() == 2]
    means = torch.stack([g.double().mean() for _p, g in pairs])
    stds = torch.stack([g.double().std() for _p, g in pairs])
    ratios = torch.stack([g.double().std() / p.double().std() for p, g in pairs])
    columns = {k: column(got, k, 3, "weight_grad_stats") for k in ("mean", "std", "ratio")}
    expect_close(columns["mean"], means, scale=0.01, rtol=RTOL, axes="p", name="'mean'")
    expect_close(columns["std"], stds, rtol=RTOL, axes="p", name="'std'")
    expect_close(columns["ratio"], ratios, rtol=RTOL, axes="p", name="'ratio'")
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

    pairs = list(zip(values, gradients, strict=True))
    right = [(0.25 * g.double().std() / p.double().std()).log10() for p, g in pairs]
    got = numbers(got, 5, "update_ratio")
    finite = torch.tensor([0, 2, 3, 4])
    expect_close(got[finite], torch.stack(right)[finite], rtol=RTOL, name="the ratios")
    expect_equal(float(got[1]), float("inf"), name="the ratio of a parameter of ones")
