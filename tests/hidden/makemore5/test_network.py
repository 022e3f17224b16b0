"""Hidden checks for network.py: other sizes and block sizes."""

import pytest
import torch
from exercises.makemore5.cases import mixed, parts
from exercises.makemore5.model_cases import (
    RTOL_DEEP,
    arguments,
    block_sizes,
    built,
    expect_block_sizes,
    flat,
    right_network,
    weights_in,
)

from grader import BEYOND, expect_close, expect_equal, observe, task

SHAPES = [(9, 3), (6, 6), (12, 6), (12, 6), (6, 9)]


@task("build_flat", category="other sizes")
@pytest.mark.parametrize(
    ("name", "block", "shapes"),
    [
        ("build_flat", 5, [(11, 3), (15, 8), (8, 11)]),
        ("build_hierarchical", 4, [(11, 3), (6, 8), (16, 8), (8, 11)]),
        ("build_hierarchical", 16, [(11, 3), (6, 8), *[(16, 8)] * 3, (8, 11)]),
    ],
)
def test_build_weights_and_logits(student, gen, name, block, shapes):
    """starts with the right weights and logits for other sizes"""
    X = torch.randint(11, (14, block), generator=gen)

    got = student.run(built, name, *arguments(name, (11, block), 3, 8, gen), X)

    weights, logits = right_network(shapes, gen, X)
    mine = weights_in(flat(got["model"]))
    expect_equal(len(mine), len(weights), name="the number of layers with a weight")
    for W, right in zip(mine, weights, strict=True):
        expect_close(W, right, axes="fan_in fan_out", name="a weight")
    expect_close(got["logits"], logits, axes="B V", rtol=RTOL_DEEP, name="the first logits")
    extra = 8 * 2 * (len(weights) - 2) + 11
    count = sum(W.numel() for W in weights) + extra
    mine = sum(p.numel() for p in got["model"]["p"])
    expect_equal(mine, count, name="the number of parameters")


@observe
def evaluated_alone(m, X, generator):
    """Logits in evaluation, of all rows at once and of each alone, then in training again."""

    def switch(layer, flag):
        # As the lecture does; whether train of a Sequential works is another task.
        layer.training = flag
        for inner in vars(layer).get("layers", []):
            switch(inner, flag)

    model = m.build_hierarchical(9, 8, n_embd=3, n_hidden=6, generator=generator)
    first = model(X)
    switch(model, False)
    together = model(X)
    alone = [model(row) for row in X.split(1)]
    switch(model, True)
    return {"first": first, "together": together, "alone": alone, "again": model(X)}


@task("build_flat", category="real path")
def test_build_alone(student, gen):
    """in evaluation a row gives the same logits alone as among others"""
    X = torch.randint(9, (6, 8), generator=gen)

    got = student.run(evaluated_alone, X, gen)

    logits = right_network(SHAPES, gen, X)[1]
    expect_close(got["first"], logits, axes="B V", rtol=RTOL_DEEP, name="the first logits")
    expect_close(got["again"], logits, axes="B V", rtol=RTOL_DEEP, name="logits in training")
    alone = torch.cat(parts(got["alone"], 6))
    expect_close(alone, got["together"], rtol=RTOL_DEEP, name="logits alone")
    far = bool((got["together"] - logits).abs().max() > 1e-3)
    expect_equal(far, True, name="whether evaluation gives other logits than training")


@task("build_flat", part=BEYOND, category="rules")
def test_build_block_sizes(student, gen):
    """raises ValueError for other block sizes that are no power of 2"""
    sizes, seed = mixed(range(1, 34), gen), int(torch.randint(10**6, (1,), generator=gen))

    got = student.run(block_sizes, sizes, seed)

    expect_block_sizes(got, sizes, seed)
