"""Visible checks for network.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore5.cases import EQUAL, kind
from exercises.makemore5.model_cases import RTOL_DEEP, block_sizes, built, right_network
from torch.nn import functional as F

from grader import expect_close, expect_equal, task


@task("build_flat")
@pytest.mark.parametrize("name", ["build_flat", "build_hierarchical"])
def test_build_layers(student, gen, name):
    """puts the layers in their order, each with the shape that it should give"""
    X = torch.randint(9, (5, 4), generator=gen)

    got = student.run(built, name, (9, 4, 3, 6, gen), X)

    first = ["FlattenConsecutive", "Linear", "BatchNorm1d", "Tanh"]
    if name == "build_flat":
        levels, shapes = first, [(5, 12), (5, 6), (5, 6), (5, 6)]
    else:
        levels = first + first
        shapes = [(5, 2, 6), (5, 2, 6), (5, 2, 6), (5, 2, 6), (5, 12), (5, 6), (5, 6), (5, 6)]
    expect_equal(got["kinds"], ["Embedding", *levels, "Linear"], name="the layers")
    expect_equal(got["shapes"], [(5, 4, 3), *shapes, (5, 9)], name="the shapes")
    biases = f"{got['biases'][:-1].count(1)} hidden Linear with a bias, last {got['biases'][-1]}"
    expect_equal(biases, "0 hidden Linear with a bias, last 1", name="the biases")


@task("build_flat")
@pytest.mark.parametrize(
    ("name", "block"),
    [("build_flat", 3), ("build_hierarchical", 8), ("build_hierarchical", 2)],
    ids=["flat", "hierarchical", "one-level"],
)
def test_build_weights_and_logits(student, gen, name, block):
    """starts with weights from generator, and with small logits"""
    X = torch.randint(9, (16, block), generator=gen)
    sizes = (9, block, 5, 7)

    got = student.run(built, name, (*sizes, gen), X)

    join = block if name == "build_flat" else 2
    weights, logits = right_network(*sizes, gen, X, join)
    expect_equal(len(got["weights"]), len(weights), name="the number of layers with a weight")
    last = len(weights) - 1
    for i, (mine, right) in enumerate(zip(got["weights"], weights, strict=True)):
        what = "the embedding" if i == 0 else "the last Linear" if i == last else f"level {i}"
        expect_close(mine, right, axes="fan_in fan_out", name=f"the weight of {what}")
    expect_close(got["logits"], logits, axes="B V", rtol=RTOL_DEEP, name="the first logits")


@task("build_flat", tolerance_reason=EQUAL)
def test_build_lecture(student, gen):
    """has the lecture's numbers of parameters, first losses near ln 27"""
    Y = torch.randint(27, (64,), generator=gen)
    runs = [("build_flat", (27, 3, 10, 200)), ("build_flat", (27, 8, 10, 200))]
    runs += [("build_hierarchical", (27, 8, 10, 68)), ("build_hierarchical", (27, None, 24, 128))]

    counts, losses = [], []
    for name, sizes in runs:
        X = torch.randint(27, (64, sizes[1] or 8), generator=gen)
        got = student.run(built, name, (*sizes, gen), X)
        expect_equal(kind(got["logits"]), "a tensor of shape (64, 27)", name="the first logits")
        counts.append(got["parameters"])
        losses.append(float(F.cross_entropy(got["logits"], Y)))

    right = torch.tensor([12_097, 22_097, 22_397, 76_579])
    expect_close(torch.tensor(counts), right, axes="model", name="the numbers of parameters")
    far = [f"{loss:.4f}" for loss in losses if abs(loss - 3.2958) > 0.15]
    expect_equal(far, [], name="the first losses that are not within 0.15 of 3.2958")


@task("build_flat")
def test_build_block_sizes(student):
    """raises ValueError where block_size is no power of 2, or less than 2"""
    sizes = [2, 3, 4, 6, 1, 16, 0]

    got = student.run(block_sizes, sizes)

    right = torch.tensor([0, 1, 0, 1, 1, 0, 1])
    what = f"whether build_hierarchical raises ValueError for block_size {sizes} (1: does)"
    expect_close(got, right, axes="block_size", name=what)
