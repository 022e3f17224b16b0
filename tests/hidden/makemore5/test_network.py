"""Hidden checks for network.py: other sizes and block sizes."""

import pytest
import torch
from exercises.makemore5.model_cases import RTOL_DEEP, block_sizes, built, right_network

from grader import expect_close, expect_equal, observe, task


@task("build_flat", category="other sizes")
@pytest.mark.parametrize(
    ("name", "block"), [("build_flat", 5), ("build_hierarchical", 4), ("build_hierarchical", 16)]
)
def test_build_weights_and_logits(student, gen, name, block):
    """starts with the right weights and logits for other sizes"""
    X = torch.randint(11, (14, block), generator=gen)
    sizes = (11, block, 3, 8)

    got = student.run(built, name, (*sizes, gen), X)

    join = block if name == "build_flat" else 2
    weights, logits = right_network(*sizes, gen, X, join)
    expect_equal(len(got["weights"]), len(weights), name="the number of layers with a weight")
    for mine, right in zip(got["weights"], weights, strict=True):
        expect_close(mine, right, axes="fan_in fan_out", name="a weight")
    expect_close(got["logits"], logits, axes="B V", rtol=RTOL_DEEP, name="the first logits")
    extra = 8 * 2 * (len(weights) - 2) + 11
    count = sum(W.numel() for W in weights) + extra
    expect_equal(got["parameters"], count, name="the number of parameters")


@observe
def evaluated_alone(m, X, generator):
    """Logits in evaluation, of all rows at once and of each alone, then in training again."""
    model = m.build_hierarchical(9, 8, n_embd=3, n_hidden=6, generator=generator)
    model(X)
    model.train(False)
    together = model(X)
    alone = torch.cat([model(X[i : i + 1]) for i in range(len(X))])
    model.train(True)
    return {"together": together, "alone": alone, "again": model(X)}


@task("build_flat", category="real path")
def test_build_alone(student, gen):
    """in evaluation a row gives the same logits alone as among others"""
    X = torch.randint(9, (6, 8), generator=gen)

    got = student.run(evaluated_alone, X, gen)

    expect_close(got["alone"], got["together"], rtol=RTOL_DEEP, name="logits alone")
    moved = bool((got["again"] - got["together"]).abs().max() > 1e-3)
    expect_equal(moved, True, name="whether training gives other logits again")


@task("build_flat", category="rules")
def test_build_block_sizes(student):
    """raises ValueError for other block sizes that are no power of 2"""
    got = student.run(block_sizes, [12, 32, 7, 4, 9, 10, 2])

    right = torch.tensor([1, 0, 1, 0, 1, 1, 0])
    expect_close(got, right, axes="block_size", name="which block sizes raise ValueError")
