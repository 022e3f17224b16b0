"""Visible checks for network.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore5.cases import EQUAL, kind, mixed
from exercises.makemore5.model_cases import (
    RTOL_DEEP,
    arguments,
    block_sizes,
    built,
    expect_block_sizes,
    flat,
    kinds_built,
    right_network,
    weights_in,
)
from torch.nn import functional as F

from grader import BEYOND, expect_close, expect_equal, task


@task("build_flat")
@pytest.mark.parametrize("name", ["build_flat", "build_hierarchical"])
def test_build_layers(student, gen, name):
    """puts the layers in their order, each with the shape that it should give"""
    X = torch.randint(9, (5, 4), generator=gen)

    first = ["FlattenConsecutive", "Linear", "BatchNorm1d", "Tanh"]
    if name == "build_flat":
        levels, shapes, weights = first, [(5, 12), (5, 6), (5, 6), (5, 6)], [(12, 6)]
    else:
        levels, weights = first + first, [(6, 6), (12, 6)]
        shapes = [(5, 2, 6), (5, 2, 6), (5, 2, 6), (5, 2, 6), (5, 12), (5, 6), (5, 6), (5, 6)]
    tree = student.run(kinds_built, name, *arguments(name, (9, 4), 3, 6, gen))
    kinds = [layer["kind"] for layer in flat(tree)]
    what = f"the layers of {name} for a block_size of 4"
    expect_equal(kinds, ["Embedding", *levels, "Linear"], name=what)
    got = student.run(built, name, *arguments(name, (9, 4), 3, 6, gen), X)
    layers = flat(got["model"])
    found = [tuple(layer["shape"]) for layer in layers]
    expect_equal(found, [(5, 4, 3), *shapes, (5, 9)], name="the shapes")
    biases = [len(layer["p"]) - 1 for layer in layers if layer["kind"] == "Linear"]
    text = f"{biases[:-1].count(1)} hidden Linear with a bias, last {biases[-1]}"
    expect_equal(text, "0 hidden Linear with a bias, last 1", name="the biases")
    logits = right_network([(9, 3), *weights, (6, 9)], gen, X)[1]
    expect_close(got["logits"], logits, axes="B V", rtol=RTOL_DEEP, name="the first logits")


@task("build_flat")
@pytest.mark.parametrize(
    ("name", "block", "shapes"),
    [
        ("build_flat", 3, [(9, 5), (15, 7), (7, 9)]),
        ("build_hierarchical", 8, [(9, 5), (10, 7), (14, 7), (14, 7), (7, 9)]),
        ("build_hierarchical", 2, [(9, 5), (10, 7), (7, 9)]),
    ],
    ids=["flat", "hierarchical", "one-level"],
)
def test_build_weights_and_logits(student, gen, name, block, shapes):
    """starts with weights from generator, and with small logits"""
    X = torch.randint(9, (16, block), generator=gen)

    tree = student.run(kinds_built, name, *arguments(name, (9, block), 5, 7, gen))
    kinds = [layer["kind"] for layer in flat(tree)]
    what = f"the number of Linear for a block_size of {block}"
    expect_equal(kinds.count("Linear"), len(shapes) - 1, name=what)
    got = student.run(built, name, *arguments(name, (9, block), 5, 7, gen), X)

    weights, logits = right_network(shapes, gen, X)
    mine = weights_in(flat(got["model"]))
    expect_equal(len(mine), len(weights), name="the number of layers with a weight")
    last = len(weights) - 1
    for i, (W, right) in enumerate(zip(mine, weights, strict=True)):
        what = "the embedding" if i == 0 else "the last Linear" if i == last else f"level {i}"
        expect_close(W, right, axes="fan_in fan_out", name=f"the weight of {what}")
    expect_close(got["logits"], logits, axes="B V", rtol=RTOL_DEEP, name="the first logits")


@task("build_flat", tolerance_reason=EQUAL)
def test_build_lecture(student, gen):
    """has the lecture's numbers of parameters, first losses near ln 27"""
    Y = torch.randint(27, (64,), generator=gen)
    runs = [("build_flat", (27, 3), 10, 200), ("build_flat", (27, 8), 10, 200)]
    runs += [("build_hierarchical", (27, 8), 10, 68), ("build_hierarchical", (27,), 24, 128)]

    counts, losses = [], []
    for name, sizes, emb, hidden in runs:
        X = torch.randint(27, (64, (*sizes, 8)[1]), generator=gen)
        got = student.run(built, name, *arguments(name, sizes, emb, hidden, gen), X)
        expect_equal(kind(got["logits"]), "a tensor of shape (64, 27)", name="the first logits")
        counts.append(sum(p.numel() for p in got["model"]["p"]))
        losses.append(float(F.cross_entropy(got["logits"], Y)))
        table = torch.randn(27, emb, generator=gen)
        expect_close(weights_in([got["model"]])[0], table, axes="V C", name="the embedding")

    right = torch.tensor([12_097, 22_097, 22_397, 76_579])
    expect_close(torch.tensor(counts), right, axes="model", name="the numbers of parameters")
    far = [f"{loss:.4f}" for loss in losses if abs(loss - 3.2958) > 0.15]
    expect_equal(far, [], name="the first losses that are not within 0.15 of 3.2958")


@task("build_flat", part=BEYOND)
def test_build_block_sizes(student, gen):
    """raises ValueError where block_size is no power of 2, or less than 2"""
    sizes, seed = mixed(range(19), gen), int(torch.randint(10**6, (1,), generator=gen))

    got = student.run(block_sizes, sizes, seed)

    expect_block_sizes(got, sizes, seed)
