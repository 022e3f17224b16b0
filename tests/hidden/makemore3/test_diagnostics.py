"""Hidden checks for diagnostics.py: other sizes, edge values, other layouts."""

import torch
from exercises.makemore3.cases import (
    RTOL,
    column,
    each,
    layer_values,
    numbers,
    of_parameters,
    units,
    with_gradients,
)

from grader import expect_close, expect_equal, task


@task("saturation_fraction", category="other sizes")
def test_share(student, gen):
    """is the share of entries beyond the threshold for any shape"""
    shapes = [(40,), (13, 7), (3, 4, 5)]
    hs = [torch.tanh(2 * torch.randn(shape, generator=gen)) for shape in shapes]
    calls = [(hs[0],), (hs[1], 0.9), (hs[2], 0.5), (torch.zeros(4, 3),), (-torch.ones(2, 2),)]

    got = student.run(each, "saturation_fraction", calls)

    right = []
    for h, thr in [(hs[0], 0.97), (hs[1], 0.9), (hs[2], 0.5)]:
        right.append(sum(abs(v) > thr for v in h.flatten().tolist()) / h.numel())
    right = torch.tensor([*right, 0.0, 1.0], dtype=torch.float64)
    expect_close(numbers(got, 5, "the shares"), right, rtol=RTOL, name="the shares")


@task("saturation_fraction", category="edge values")
def test_dead_for_one_example(student, gen):
    """is right for a single example"""
    dead = torch.rand(40, generator=gen) < 0.5

    got = student.dead_units(units(dead, 1, 0.99, gen))

    expect_close(got, dead, axes="H")


@task("saturation_fraction", category="memory layout")
def test_dead(student, gen):
    """is right for a batch that is not contiguous"""
    h = torch.sign(torch.randn(6, 9, generator=gen))
    alive = [0, 4, 5]
    h[torch.arange(3), torch.tensor(alive)] = 0.2

    got = student.dead_units(h.T.contiguous().T)

    expect_close(got, torch.tensor([unit not in alive for unit in range(9)]), axes="H")


@task("activation_stats", category="other sizes")
def test_activations(student, gen):
    """is right for five layers of other sizes"""
    shapes = [(33, 4), (33, 10), (33, 7), (33, 3), (33, 5)]
    outs = [torch.tanh(v) for v in layer_values(shapes, [0.1, 3.0, 1.0, 6.0, 2.0], gen)]

    got = student.run(with_gradients, "activation_stats", outs, [None] * 5)

    means = torch.stack([h.double().mean() for h in outs])
    stds = torch.stack([h.double().std() for h in outs])
    percents = [100 * sum(abs(v) > 0.97 for v in h.flatten().tolist()) / h.numel() for h in outs]
    got = {k: column(got, k, 5, "activation_stats") for k in ("mean", "std", "saturated")}
    expect_close(got["mean"], means, scale=1.0, rtol=RTOL, axes="layer", name="'mean'")
    expect_close(got["std"], stds, rtol=RTOL, axes="layer", name="'std'")
    percents = torch.tensor(percents, dtype=torch.float64)
    expect_close(got["saturated"], percents, rtol=RTOL, axes="layer", name="'saturated'")


@task("activation_stats", category="edge values")
def test_gradients_of_few_numbers(student, gen):
    """gradient_stats is right for batches of 2, where n - 1 shows"""
    shapes = [(2, 2), (2, 3)]
    gradients = layer_values(shapes, [0.05, 0.02], gen)

    got = student.run(
        with_gradients, "gradient_stats", layer_values(shapes, [1, 1], gen), gradients
    )

    means = torch.stack([g.double().mean() for g in gradients])
    stds = torch.stack([g.double().std() for g in gradients])
    got = {k: column(got, k, 2, "gradient_stats") for k in ("mean", "std")}
    expect_close(got["mean"], means, scale=0.1, rtol=RTOL, axes="layer", name="'mean'")
    expect_close(got["std"], stds, rtol=RTOL, axes="layer", name="'std'")


@task("activation_stats", category="other sizes")
def test_weight_gradients(student, gen):
    """weight_grad_stats is right with parameters of one axis first and last"""
    shapes = [(8,), (3, 11), (1, 6), (6,), (4, 4), (10,)]
    values = layer_values(shapes, [1, 0.1, 0.7, 2, 0.4, 1], gen)
    gradients = layer_values(shapes, [1, 0.01, 0.002, 1, 0.03, 1], gen)

    got = student.run(of_parameters, "weight_grad_stats", values, gradients, ())

    pairs = [pair for pair in zip(values, gradients, strict=True) if pair[0].dim() == 2]
    stds = torch.stack([g.double().std() for _p, g in pairs])
    ratios = torch.stack([g.double().std() / p.double().std() for p, g in pairs])
    means = torch.stack([g.double().mean() for _p, g in pairs])
    columns = {k: column(got, k, 3, "weight_grad_stats") for k in ("mean", "std", "ratio")}
    expect_close(columns["mean"], means, scale=0.05, rtol=RTOL, axes="p", name="'mean'")
    expect_close(columns["std"], stds, rtol=RTOL, axes="p", name="'std'")
    expect_close(columns["ratio"], ratios, rtol=RTOL, axes="p", name="'ratio'")
    shapes = [tuple(entry.get("shape", ())) for entry in got]
    expect_equal(shapes, [(3, 11), (1, 6), (4, 4)], name="'shape'")


@task("activation_stats", category="edge values")
def test_ratios(student, gen):
    """update_ratio is right for a small rate, and inf for equal gammas"""
    shapes = [(5, 9), (12,), (7, 2), (6,)]
    values = layer_values(shapes, [0.02, 1.0, 5.0, 0.1], gen)
    values[1] = torch.full((12,), 0.25)
    gradients = layer_values(shapes, [0.5, 0.01, 0.004, 0.3], gen)

    got = student.run(of_parameters, "update_ratio", values, gradients, (0.003,))

    pairs = list(zip(values, gradients, strict=True))
    right = [(0.003 * g.double().std() / p.double().std()).log10() for p, g in pairs]
    got = numbers(got, 4, "update_ratio")
    finite = torch.tensor([0, 2, 3])
    expect_close(got[finite], torch.stack(right)[finite], rtol=RTOL, name="the ratios")
    expect_equal(float(got[1]), float("inf"), name="the ratio of a parameter of equal values")
