"""Visible checks for layers.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore3.cases import (
    EQUAL,
    RTOL_DEEP,
    batchnorm_gradients,
    call_linear,
    call_tanh,
    deep_mlp,
    evaluate_batchnorm,
    evaluated_alone,
    factors,
    flags,
    kind,
    new_batchnorm,
    new_linear,
    normalised,
    right_deep_mlp,
    spread,
    train_batchnorm,
)
from torch import nn

from grader import expect_any_close, expect_close, expect_equal, task


@task("Linear", tolerance_reason=EQUAL)
@pytest.mark.parametrize(("fan_in", "fan_out"), [(16, 5), (3, 40)])
def test_new_linear(student, gen, fan_in, fan_out):
    """starts with scaled normal numbers and a bias of zeros"""
    got = student.run(new_linear, fan_in, fan_out, {"generator": gen})

    right = torch.randn(fan_in, fan_out, generator=gen) / torch.tensor(float(fan_in)).sqrt()
    expect_close(got["weight"], right, axes="fan_in fan_out", name="weight")
    # Shifted by 1: the distance from zeros would be measured in units of 0.
    expect_equal(kind(got["bias"]), f"a tensor of shape ({fan_out},)", name="bias")
    expect_close(got["bias"] + 1, torch.ones(fan_out), axes="fan_out", name="bias, plus 1")
    right = [f"a tensor of shape ({fan_in}, {fan_out})", f"a tensor of shape ({fan_out},)"]
    expect_equal([kind(p) for p in got["parameters"]], right, name="what is in parameters()")


@task("Linear")
def test_no_bias(student, gen):
    """has one parameter if bias is False"""
    got = student.run(new_linear, 6, 4, {"bias": False, "generator": gen})

    expect_equal(kind(got["bias"]), "None", name="bias")
    listed = [kind(p) for p in got["parameters"]]
    expect_equal(listed, ["a tensor of shape (6, 4)"], name="what is in parameters()")


@task("Linear")
def test_without_generator(student):
    """works without a generator, and then differs from layer to layer"""
    first = student.run(new_linear, 5, 3, {})["weight"]
    second = student.run(new_linear, 5, 3, {})["weight"]

    same = "the same weights" if bool((first == second).all()) else "other weights"
    expect_equal(same, "other weights", name="what the second of two layers has")


@task("Linear")
@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no-bias"])
def test_linear_call(student, gen, bias):
    """gives output and gradients of a linear layer, and keeps the output"""
    W, x = torch.randn(5, 4, generator=gen), torch.randn(7, 5, generator=gen)
    b = torch.randn(4, generator=gen) if bias else None
    dy = torch.randn(7, 4, generator=gen)

    got = student.run(call_linear, W, b, x, dy)

    y = x.double() @ W.double() + (b.double() if bias else 0)
    expect_close(got["y"], y.float(), axes="n fan_out", name="the output")
    expect_close(got["out"], y.float(), axes="n fan_out", name="out")
    right = [x.T @ dy, dy.sum(0)] if bias else [x.T @ dy]
    for name, mine, theirs in zip(("weight", "bias"), got["gradients"], right, strict=False):
        expect_close(mine, theirs, name=f"the gradient of {name}")


@task("Linear")
def test_three_axes(student, gen):
    """works on the last of three axes"""
    W, b = torch.randn(4, 6, generator=gen), torch.randn(6, generator=gen)
    x, dy = torch.randn(2, 3, 4, generator=gen), torch.randn(2, 3, 6, generator=gen)

    got = student.run(call_linear, W, b, x, dy)["y"]

    y = torch.einsum("abi,io->abo", x.double(), W.double()) + b.double()
    expect_close(got, y.float(), axes="a b fan_out", name="the output")


@task("BatchNorm1d")
def test_new_batchnorm(student):
    """starts in training, with ones and zeros"""
    got = student.run(new_batchnorm, 6)

    names = ["gamma", "beta", "running_mean", "running_var"]
    kinds = [kind(row) for row in got["rows"]]
    expect_equal(kinds, ["a tensor of shape (6,)"] * 4, name=", ".join(names))
    rows = torch.stack([row.double() for row in got["rows"]])
    right = torch.tensor([1.0, 0.0, 0.0, 1.0], dtype=torch.float64)[:, None].expand(4, 6)
    expect_close(rows, right, axes="row dim", name=f"the rows {', '.join(names)}")
    expect_equal(f"training {got['training']}", "training True", name="training")
    listed = [row.tolist() for row in got["parameters"]]
    expect_equal(listed, [[1.0] * 6, [0.0] * 6], name="parameters() of a new layer")


@task("BatchNorm1d")
@pytest.mark.parametrize(("n", "d"), [(8, 5), (3, 6)])
def test_training(student, gen, n, d):
    """normalises with the batch in training, with n - 1"""
    x, (gamma, beta) = spread(n, d, gen), factors(d, gen)

    got = student.run(train_batchnorm, [x], gamma, beta, {})

    right = normalised(x.double(), gamma.double(), beta.double())[0].float()
    expect_close(got["ys"][0], right, axes="n dim", name="the output")
    expect_close(got["out"], right, axes="n dim", name="out")


@task("BatchNorm1d")
def test_same_variance(student, gen):
    """takes n - 1 in the output and in running_var alike"""
    x, (gamma, beta) = spread(4, 5, gen), factors(5, gen)

    got = student.run(train_batchnorm, [x], gamma, beta, {})

    y, mean, var = normalised(x.double(), gamma.double(), beta.double())
    right = torch.cat([y, 0.1 * mean[None], 0.9 + 0.1 * var[None]]).float()
    expect_equal(kind(got["ys"][0]), "a tensor of shape (4, 5)", name="the output")
    buffers = [kind(got["running_mean"]), kind(got["running_var"])]
    expect_equal(buffers, ["a tensor of shape (5,)"] * 2, name="the buffers")
    both = torch.cat([got["ys"][0], got["running_mean"][None], got["running_var"][None]])
    rows = "the output, and below it running_mean and running_var"
    expect_close(both, right, axes="row dim", name=rows)


@task("BatchNorm1d")
@pytest.mark.parametrize("momentum", [None, 0.3], ids=["default", "0.3"])
def test_buffers(student, gen, momentum):
    """moves the running mean and variance as torch does, over three batches"""
    xs = [spread(n, 5, gen) for n in (4, 7, 3)]
    options = {} if momentum is None else {"momentum": momentum}

    got = student.run(train_batchnorm, xs, *factors(5, gen), options)

    theirs = nn.BatchNorm1d(5, dtype=torch.float64, **options)
    for x in xs:
        theirs(x.double())
    expect_close(got["running_mean"], theirs.running_mean.float(), axes="dim", name="running_mean")
    expect_close(got["running_var"], theirs.running_var.float(), axes="dim", name="running_var")


@task("BatchNorm1d")
def test_evaluation(student, gen):
    """uses the running mean and variance in evaluation, and leaves them alone"""
    x, (gamma, beta) = spread(4, 6, gen), factors(6, gen)
    mean, var = torch.randn(6, generator=gen), 0.1 + torch.rand(6, generator=gen)

    got = student.run(evaluate_batchnorm, x, gamma, beta, mean, var, {})

    right = nn.functional.batch_norm(*(t.double() for t in (x, mean, var, gamma, beta))).float()
    expect_close(got["y"], right, axes="n dim", name="the output in evaluation")
    expect_close(got["out"], right, axes="n dim", name="out")
    expect_close(got["buffers"][0], mean, axes="dim", name="running_mean afterwards")
    expect_close(got["buffers"][1], var, axes="dim", name="running_var afterwards")


@task("BatchNorm1d")
def test_one_row_in_evaluation(student, gen):
    """has an answer for a single row in evaluation, with another eps"""
    x, (gamma, beta) = torch.randn(1, 4, generator=gen), factors(4, gen)
    mean, var = torch.randn(4, generator=gen), 0.1 + torch.rand(4, generator=gen)

    got = student.run(evaluate_batchnorm, x, gamma, beta, mean, var, {"eps": 0.2})

    doubles = [t.double() for t in (x, mean, var, gamma, beta)]
    right = nn.functional.batch_norm(*doubles, eps=0.2).float()
    expect_close(got["y"], right, axes="n dim", name="the output in evaluation")


@task("BatchNorm1d")
def test_gradients(student, gen):
    """lets gradients through mean and variance, and none into the buffers"""
    x, (gamma, beta) = spread(6, 5, gen), factors(5, gen)
    dy = torch.randn(6, 5, generator=gen)

    got = student.run(batchnorm_gradients, x, gamma, beta, dy)

    leaves = [t.double().requires_grad_() for t in (x, gamma, beta)]
    right = torch.autograd.grad((normalised(*leaves)[0] * dy).sum(), leaves)
    for name, mine, theirs in zip(("x", "gamma", "beta"), got["gradients"], right, strict=True):
        scale = float((dy[:, None] * gamma).abs().max()) if name == "x" else None
        expect_close(mine, theirs.float(), scale=scale, name=f"the gradient of {name}")
    four = "which of gamma, beta, running_mean, running_var ask for gradients (1: does)"
    expect_close(got["asks"], torch.tensor([1, 1, 0, 0]), axes="tensor", name=four)


@task("Tanh")
def test_tanh(student, gen):
    """is tanh of every entry, and leaves x as it was"""
    x = 2 * torch.randn(5, 3, generator=gen)

    got = student.run(call_tanh, x)

    right = ((2 * x.double()).exp() - 1) / ((2 * x.double()).exp() + 1)
    expect_close(got["y"], right.float(), axes="n H", name="the output")
    expect_close(got["out"], right.float(), axes="n H", name="out")
    expect_close(got["x"], x, axes="n H", name="x afterwards")
    expect_equal(f"{got['parameters']} parameters", "0 parameters", name="parameters()")


SMALL = (9, 2, 3, 8, 2)


@task("build_deep_mlp")
@pytest.mark.parametrize("batchnorm", [True, False], ids=["batchnorm", "plain"])
def test_kinds(student, gen, batchnorm):
    """puts the layers in their order, each Linear with a bias or none"""
    X = torch.randint(9, (6, 2), generator=gen)
    options = {"batchnorm": batchnorm, "generator": gen}

    got = student.run(deep_mlp, SMALL, options, X)

    hidden = ["Linear", "BatchNorm1d", "Tanh"] if batchnorm else ["Linear", "Tanh"]
    last = ["Linear", "BatchNorm1d"] if batchnorm else ["Linear"]
    expect_equal(got["kinds"], [*hidden, *hidden, *last], name="the layers")
    biases = f"{got['biases']} of 3 Linear with a bias"
    right = f"{0 if batchnorm else 3} of 3 Linear with a bias"
    expect_equal(biases, right, name="the biases")


@task("build_deep_mlp")
@pytest.mark.parametrize("gain", [None, 5 / 3], ids=["default", "tanh"])
@pytest.mark.parametrize("batchnorm", [True, False], ids=["batchnorm", "plain"])
def test_weights_and_logits(student, gen, batchnorm, gain):
    """starts with weights from generator and gain, and with small logits"""
    X = torch.randint(9, (16, 2), generator=gen)
    options = {"batchnorm": batchnorm} | ({} if gain is None else {"gain": gain})

    got = student.run(deep_mlp, SMALL, options | {"generator": gen}, X)

    C, weights, logits = right_deep_mlp(SMALL, X, gen, **options)
    expect_close(got["C"], C, axes="V e", name="C")
    expect_equal(f"{len(got['weights'])} Linear", "3 Linear", name="the layers")
    for i in range(2):
        name = f"the weight of hidden layer {i + 1}"
        expect_close(got["weights"][i], weights[i], axes="fan_in fan_out", name=name)
    pairs = [(got["logits"], right) for right in logits]
    expect_any_close(pairs, axes="n V", rtol=RTOL_DEEP, name="the first logits")


@task("build_deep_mlp")
def test_lecture(student, gen):
    """has the 47,024 parameters of the lecture, and a first loss near ln 27"""
    X = torch.randint(27, (64, 3), generator=gen)
    Y = torch.randint(27, (64,), generator=gen)

    got = student.run(deep_mlp, (27, 3, 10, 100), {"generator": gen}, X)

    count = got["C"].numel() + got["parameters"]
    expect_equal(f"{count:,} parameters", "47,024 parameters", name="the size")
    loss = float(nn.functional.cross_entropy(got["logits"], Y))
    right = "a first loss within 0.1 of 3.2958"
    found = right if abs(loss - 3.2958) < 0.1 else f"a first loss of {loss:.4f}"
    expect_equal(found, right, name="the first loss")


@task("build_deep_mlp", tolerance_reason=EQUAL)
@pytest.mark.parametrize("flag", [True, False])
def test_flags(student, flag):
    """set_training sets every BatchNorm1d and leaves the other layers be"""
    got = student.run(flags, flag)

    expect_close(got, torch.full((3,), int(flag)), axes="layer", name="training of the three")


@task("build_deep_mlp")
def test_alone(student, gen):
    """in evaluation a row gives the same logits alone as among others"""
    X = torch.randint(9, (5, 2), generator=gen)

    got = student.run(evaluated_alone, SMALL, X, gen)

    expect_close(got["alone"], got["together"], axes="n V", rtol=RTOL_DEEP, name="logits alone")
    moved = bool((got["again"] - got["together"]).abs().max() > 1e-3)
    after = "other logits" if moved else "the logits of evaluation"
    expect_equal(after, "other logits", name="what training again gives")
