"""Visible checks for layers.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore5.cases import (
    EQUAL,
    batchnorm_gradients,
    buffers_of_torch,
    call_linear,
    evaluate_batchnorm,
    factors,
    join,
    joined,
    kind,
    look_up,
    new_batchnorm,
    new_layer,
    normalised,
    refused,
    spread,
    train_batchnorm,
)
from torch.nn import functional as F

from grader import each_task, expect_close, expect_equal, task


@task("Embedding")
def test_embedding_new(student, gen):
    """starts with normal numbers, and lists them as its one parameter"""
    got = student.run(new_layer, "Embedding", (7, 4), {"generator": gen})

    expect_close(got["weight"], torch.randn(7, 4, generator=gen), axes="num dim", name="weight")
    listed = [kind(p) for p in got["parameters"]]
    expect_equal(listed, ["a tensor of shape (7, 4)"], name="what is in parameters()")


@task("Embedding")
@pytest.mark.parametrize("shape", [(5,), (3, 8)], ids=["one-axis", "two-axes"])
def test_embedding_look_up(student, gen, shape):
    """gives a row for each number, and gradients that add up"""
    weight, IX = torch.randn(6, 4, generator=gen), torch.randint(6, shape, generator=gen)
    IX[0] = IX[-1]
    dy = torch.randn(*shape, 4, generator=gen)

    got = student.run(look_up, weight, IX, dy)

    leaf = weight.clone().requires_grad_()
    right = F.embedding(IX, leaf)
    (right * dy).sum().backward()
    axes = " ".join("BT"[: len(shape)])
    expect_close(got["y"], right, axes=f"{axes} C", name="the output")
    expect_close(got["out"], right, axes=f"{axes} C", name="out")
    what = "the gradient of weight"
    expect_close(got["gradient"], leaf.grad, axes="num dim", index=IX, name=what)


@task("FlattenConsecutive")
@pytest.mark.parametrize(
    ("shape", "n"), [((3, 8, 5), 2), ((2, 6, 5), 3), ((3, 4, 5), 4)], ids=["2", "3", "all"]
)
def test_flatten_join(student, gen, shape, n):
    """puts n neighbours into one row, the first of them first"""
    x = torch.randn(shape, generator=gen)

    got = student.run(join, n, x)

    right = joined(x, n)
    axes = "B T C" if right.dim() == 3 else "B C"
    expect_close(got["y"], right, axes=axes, name="the output")
    expect_close(got["out"], right, axes=axes, name="out")
    expect_equal(f"{got['parameters']} parameters", "0 parameters", name="parameters()")


@task("FlattenConsecutive")
@pytest.mark.parametrize(("places", "n"), [(8, 2), (4, 4)], ids=["pairs", "all"])
def test_flatten_batch_of_one(student, gen, places, n):
    """keeps the axis of the examples for a batch of one"""
    x = torch.randn(1, places, 3, generator=gen)

    got = student.run(join, n, x)["y"]

    expect_close(got, joined(x, n), name="the output for one example")


@task("FlattenConsecutive")
def test_flatten_one_place_at_a_time(student, gen):
    """changes nothing for n = 1, but for a single place, whose axis goes away"""
    x = torch.randn(4, 3, 2, generator=gen)

    got = [student.run(join, 1, part)["y"] for part in (x, x[:, :1])]

    expect_close(got[0], x, axes="B T C", name="the output for 3 places")
    expect_close(got[1], x[:, 0], axes="B C", name="the output for 1 place")


@task("FlattenConsecutive")
def test_flatten_transposed(student, gen):
    """joins the places of a transposed tensor, and leaves it as it is"""
    x = torch.randn(3, 5, 4, generator=gen).transpose(1, 2)

    got = student.run(join, 2, x)

    expect_close(got["y"], joined(x, 2), axes="B T C", name="the output")
    expect_close(got["x"], x, axes="B T C", name="x afterwards")


@task("FlattenConsecutive")
@pytest.mark.parametrize(("places", "n"), [(7, 2), (2, 4)])
def test_flatten_places_left_over(student, places, n):
    """raises ValueError where n does not divide the number of places"""
    got = student.run(refused, "FlattenConsecutive", (n,), torch.zeros(4, places, 4))

    expect_equal(got, "ValueError", name=f"what FlattenConsecutive({n}) raises for {places} places")


@task("Linear", tolerance_reason=EQUAL)
def test_linear_new(student, gen):
    """starts with scaled normal numbers and a bias of zeros"""
    got = student.run(new_layer, "Linear", (6, 5), {"generator": gen})

    right = torch.randn(6, 5, generator=gen) / 6**0.5
    expect_close(got["weight"], right, axes="fan_in fan_out", name="weight")
    expect_equal(kind(got["bias"]), "a tensor of shape (5,)", name="bias")
    # Shifted by 1: the distance from zeros would be measured in units of 0.
    expect_close(got["bias"] + 1, torch.ones(5), axes="fan_out", name="bias, plus 1")
    right = ["a tensor of shape (6, 5)", "a tensor of shape (5,)"]
    expect_equal([kind(p) for p in got["parameters"]], right, name="what is in parameters()")


@task("Linear")
def test_linear_no_bias(student, gen):
    """has one parameter if bias is False"""
    got = student.run(new_layer, "Linear", (6, 4), {"bias": False, "generator": gen})

    expect_equal(kind(got["bias"]), "None", name="bias")
    listed = [kind(p) for p in got["parameters"]]
    expect_equal(listed, ["a tensor of shape (6, 4)"], name="what is in parameters()")


@each_task("Embedding", "Linear")
def test_without_generator(student, name):
    """works without a generator, and then differs from layer to layer"""
    first, second = (student.run(new_layer, name, (5, 3), {})["weight"] for _ in range(2))

    same = "the same weights" if bool((first == second).all()) else "other weights"
    expect_equal(same, "other weights", name=f"what the second of two {name} has")


@task("Linear")
@pytest.mark.parametrize("front", [(7,), (3, 2), (2, 3, 4)], ids=["2-axes", "3-axes", "4-axes"])
def test_linear_call(student, gen, front):
    """works on the last of two to four axes, and lets gradients through"""
    W, b = torch.randn(5, 6, generator=gen), torch.randn(6, generator=gen)
    if len(front) == 2:
        b = None
    x, dy = torch.randn(*front, 5, generator=gen), torch.randn(*front, 6, generator=gen)

    got = student.run(call_linear, W, b, x, dy)

    leaves = [t.double().requires_grad_() for t in (W, b) if t is not None]
    y = F.linear(x.double(), leaves[0].T, leaves[1] if b is not None else None)
    right = torch.autograd.grad((y * dy).sum(), leaves)
    expect_close(got["y"], y.float(), name="the output")
    expect_close(got["out"], y.float(), name="out")
    for name, mine, theirs in zip(("weight", "bias"), got["gradients"], right, strict=False):
        expect_close(mine, theirs.float(), name=f"the gradient of {name}")


@task("BatchNorm1d")
def test_batchnorm_new(student):
    """starts in training, with ones and zeros, and lists gamma and beta"""
    got = student.run(new_batchnorm, 6)

    names = ["gamma", "beta", "running_mean", "running_var"]
    kinds = [kind(row) for row in got["rows"]]
    expect_equal(kinds, ["a tensor of shape (6,)"] * 4, name=", ".join(names))
    rows = torch.stack([row.double() for row in got["rows"]])
    right = torch.tensor([1.0, 0.0, 0.0, 1.0], dtype=torch.float64)[:, None].expand(4, 6)
    expect_close(rows, right, axes="row dim", name=f"the rows {', '.join(names)}")
    expect_equal(f"training {got['training']}", "training True", name="training")
    others = [k for k in map(kind, got["parameters"]) if k != "a tensor of shape (6,)"]
    expect_equal(others, [], name="other things than tensors of shape (6,) in parameters()")
    listed = torch.cat([p.double() for p in got["parameters"]] or [torch.empty(0).double()])
    expect_close(listed.reshape(-1, 6), right[:2], axes="p dim", name="parameters()")


@task("BatchNorm1d")
@pytest.mark.parametrize("shape", [(8, 5), (4, 3, 5)], ids=["2-axes", "3-axes"])
def test_batchnorm_training(student, gen, shape):
    """normalises each unit over everything else, and moves the buffers"""
    x, (gamma, beta) = spread(shape, gen), factors(5, gen)

    got = student.run(train_batchnorm, [x], gamma, beta, {})

    y, mean, var = normalised(x.double(), gamma.double(), beta.double())
    buffers = torch.stack([0.1 * mean, 0.9 + 0.1 * var]).float()
    kinds = [kind(row) for row in got["buffers"]]
    if (
        kinds != ["a tensor of shape (5,)"] * 2
        or kind(got["ys"][0]) != f"a tensor of shape {shape}"
    ):
        expect_close(got["ys"][0], y.float(), name="the output")
    expect_equal(kinds, ["a tensor of shape (5,)"] * 2, name="running_mean and running_var")
    # One under the other, so that a wrong answer in one of them is seen with the other.
    rows = torch.cat([got["ys"][0].reshape(-1, 5), torch.stack(got["buffers"])])
    right = torch.cat([y.float().reshape(-1, 5), buffers])
    what = "the output, and below it running_mean and running_var"
    expect_close(rows, right, axes="row dim", name=what)
    expect_close(got["out"], y.float(), name="out")


@task("BatchNorm1d")
@pytest.mark.parametrize("momentum", [None, 0.3], ids=["default", "0.3"])
def test_batchnorm_buffers(student, gen, momentum):
    """moves the running values as torch does, over two and three axes"""
    xs = [spread(shape, gen) for shape in ((4, 3, 5), (7, 5), (2, 4, 5))]
    options = {} if momentum is None else {"momentum": momentum}

    got = student.run(train_batchnorm, xs, *factors(5, gen), options)["buffers"]

    right = buffers_of_torch(xs, 5, momentum or 0.1)
    for name, mine, theirs in zip(("running_mean", "running_var"), got, right, strict=True):
        expect_close(mine, theirs, axes="dim", name=name)


@task("BatchNorm1d")
def test_batchnorm_one_example_in_training(student, gen):
    """works in training on one example of four places"""
    x, (gamma, beta) = spread((1, 4, 6), gen), factors(6, gen)

    got = student.run(train_batchnorm, [x], gamma, beta, {})

    right = normalised(x.double(), gamma.double(), beta.double())[0].float()
    expect_close(got["ys"][0], right, axes="B T dim", name="the output")


@task("BatchNorm1d")
@pytest.mark.parametrize(
    ("shape", "eps"), [((1, 6), 0.2), ((3, 2, 6), None)], ids=["one-row", "3-axes"]
)
def test_batchnorm_evaluation(student, gen, shape, eps):
    """uses the running values in evaluation, and leaves them alone"""
    x, (gamma, beta) = torch.randn(shape, generator=gen), factors(6, gen)
    mean, var = torch.randn(6, generator=gen), 0.1 + torch.rand(6, generator=gen)
    options = {} if eps is None else {"eps": eps}

    got = student.run(evaluate_batchnorm, x, gamma, beta, mean, var, options)

    doubles = [t.double() for t in (x.reshape(-1, 6), mean, var, gamma, beta)]
    right = F.batch_norm(*doubles, eps=eps or 1e-5).float().reshape(shape)
    expect_close(got["y"], right, name="the output in evaluation")
    expect_close(got["out"], right, name="out")
    expect_close(got["buffers"][0], mean, axes="dim", name="running_mean afterwards")
    expect_close(got["buffers"][1], var, axes="dim", name="running_var afterwards")


@task("BatchNorm1d")
def test_batchnorm_gradients(student, gen):
    """lets gradients through mean and variance, and none into the buffers"""
    x, (gamma, beta) = spread((3, 2, 5), gen), factors(5, gen)
    dy = torch.randn(3, 2, 5, generator=gen)

    got = student.run(batchnorm_gradients, x, gamma, beta, dy)

    leaves = [t.double().requires_grad_() for t in (x, gamma, beta)]
    right = torch.autograd.grad((normalised(*leaves)[0] * dy).sum(), leaves)
    expect_equal(len(got["gradients"]), 3, name="the number of tensors: x and the parameters")
    for name, mine, theirs in zip(("x", "gamma", "beta"), got["gradients"], right, strict=True):
        scale = float((dy[:, None] * gamma).abs().max()) if name == "x" else None
        expect_close(mine, theirs.float(), scale=scale, name=f"the gradient of {name}")
    four = "which of gamma, beta, running_mean, running_var ask for gradients (1: does)"
    expect_close(got["asks"], torch.tensor([1, 1, 0, 0]), axes="tensor", name=four)


@task("BatchNorm1d")
@pytest.mark.parametrize("shape", [(6,), (2, 3, 4, 6)], ids=["1-axis", "4-axes"])
def test_batchnorm_other_axes(student, shape):
    """raises ValueError for one axis and for four"""
    got = student.run(refused, "BatchNorm1d", (6,), torch.ones(shape))

    expect_equal(got, "ValueError", name=f"what BatchNorm1d raises for {len(shape)} axes")
