"""Hidden checks for layers.py: other sizes, edge values, long runs."""

import pytest
import torch
from exercises.makemore3.cases import (
    RTOL_DEEP,
    batch_norms,
    batchnorm_gradients,
    call_linear,
    call_tanh,
    deep_mlp,
    drawn,
    evaluate_batchnorm,
    expect_gradients,
    expect_modes,
    factors,
    mixed,
    new_linear,
    normalised,
    parts,
    right_logits,
    spread,
    switched,
    train_batchnorm,
)
from torch import nn

from grader import expect_any_close, expect_close, expect_equal, observe, task


@task("Linear", category="other sizes")
@pytest.mark.parametrize(
    ("fan_in", "fan_out", "bias"), [(64, 3, False), (1, 12, True), (9, 9, True)]
)
def test_new_linear(student, gen, fan_in, fan_out, bias):
    """starts with scaled normal numbers for other sizes"""
    torch.manual_seed(3)
    got = student.run(new_linear, fan_in, fan_out, {"bias": bias, "generator": gen})

    right = fan_in**-0.5 * torch.randn(fan_in, fan_out, generator=gen)
    expect_close(got["weight"], right, axes="fan_in fan_out", name="weight")
    expect_equal(len(got["parameters"]), 1 + bias, name="the number of parameters")


@task("Linear", category="other sizes")
@pytest.mark.parametrize("shape", [(1, 6), (11, 6), (3, 2, 6), (6,)])
def test_linear_call(student, gen, shape):
    """gives the output and the gradients for inputs of one to three axes"""
    W, b = torch.randn(6, 5, generator=gen), torch.randn(5, generator=gen)
    x, dy = torch.randn(shape, generator=gen), torch.randn(*shape[:-1], 5, generator=gen)

    got = student.run(call_linear, {"weight": W, "bias": b}, {}, x, dy)

    leaves = [t.double().requires_grad_() for t in (W, b)]
    y = nn.functional.linear(x.double(), leaves[0].T, leaves[1])
    right = torch.autograd.grad((y * dy).sum(), leaves)
    expect_close(got["y"], y.float(), name="the output")
    expect_close(got["out"], y.float(), name="out")
    for name, mine, theirs in zip(
        ("weight", "bias"), parts(got["gradients"], 2), right, strict=True
    ):
        expect_close(mine, theirs.float(), name=f"the gradient of {name}")


@observe
def one_batch_often(m, x, steps):
    """running_mean after the same batch, again and again."""
    bn = m.BatchNorm1d(x.shape[1])
    for _step in range(steps):
        bn(x)
    return bn.running_mean.reshape(-1)


@observe
def trained_then_evaluated(m, xs, x):
    """Outputs for x: in evaluation after training on xs, in training, in evaluation again."""
    bn = m.BatchNorm1d(x.shape[1])
    for batch in xs:
        bn(batch)
    bn.training = False
    first = bn(x)
    bn.training = True
    second = bn(x)
    bn.training = False
    return [first, second, bn(x)]


@task("BatchNorm1d", category="edge values")
def test_ten_steps(student, gen):
    """has moved 1 - 0.9 ** 10 of the way after ten batches"""
    x = 5 + torch.randn(4, 3, generator=gen)

    got = student.run(one_batch_often, x, 10)

    expect_close(got, 0.6513215599 * x.mean(0), axes="dim", name="running_mean")


@task("BatchNorm1d", category="other sizes")
@pytest.mark.parametrize(("n", "d", "momentum"), [(2, 7, 0.1), (21, 4, 0.5), (5, 1, 1.0)])
def test_training(student, gen, n, d, momentum):
    """agrees with torch in training for other sizes"""
    xs, (gamma, beta) = [spread(n, d, gen), spread(n + 1, d, gen)], factors(d, gen)

    got = student.run(train_batchnorm, xs, gamma, beta, {"momentum": momentum})

    theirs = nn.BatchNorm1d(d, momentum=momentum, dtype=torch.float64)
    for x, y in zip(xs, got["ys"], strict=True):
        theirs(x.double())
        right = normalised(x.double(), gamma.double(), beta.double())[0]
        expect_close(y, right.float(), axes="n dim", name="the output")
    expect_close(got["running_mean"], theirs.running_mean.float(), axes="dim", name="running_mean")
    expect_close(got["running_var"], theirs.running_var.float(), axes="dim", name="running_var")


@task("BatchNorm1d", category="real path")
def test_training_and_evaluation(student, gen):
    """goes from training to evaluation and back"""
    xs, x = [spread(n, 4, gen) for n in (6, 9)], spread(5, 4, gen)

    got = student.run(trained_then_evaluated, xs, x)

    theirs = nn.BatchNorm1d(4, dtype=torch.float64)
    for batch in xs:
        theirs(batch.double())
    right = [theirs.eval()(x.double())]
    theirs.train()(x.double())
    right.append(normalised(x.double(), torch.ones(4).double(), torch.zeros(4).double())[0])
    right.append(theirs.eval()(x.double()))
    for name, mine, wanted in zip(("first", "second", "third"), got, right, strict=True):
        expect_close(mine, wanted.detach().float(), axes="n dim", name=f"the {name} output")


@task("BatchNorm1d", category="edge values")
@pytest.mark.parametrize("n", [1, 8])
def test_evaluation(student, gen, n):
    """uses running statistics far from those of the batch"""
    x, (gamma, beta) = torch.randn(n, 3, generator=gen), factors(3, gen)
    mean, var = 2 + torch.randn(3, generator=gen), 2 + torch.rand(3, generator=gen)

    got = student.run(evaluate_batchnorm, x, gamma, beta, mean, var, {"eps": 1e-2})

    doubles = [t.double() for t in (x, mean, var, gamma, beta)]
    right = nn.functional.batch_norm(*doubles, eps=1e-2)
    expect_close(got["y"], right.float(), axes="n dim", name="the output in evaluation")
    expect_close(got["buffers"][0], mean, axes="dim", name="running_mean afterwards")
    expect_close(got["buffers"][1], var, axes="dim", name="running_var afterwards")


@task("BatchNorm1d", category="random upstream")
def test_gradients(student, gen):
    """lets gradients through mean and variance for other sizes"""
    x, (gamma, beta) = spread(9, 3, gen), factors(3, gen)
    dy = torch.randn(9, 3, generator=gen)

    got = student.run(batchnorm_gradients, x, gamma, beta, dy, torch.randn(2, 3, generator=gen))

    expect_gradients(got, x, gamma, beta, dy)


@task("Tanh", category="other sizes")
@pytest.mark.parametrize("shape", [(1, 4), (2, 3, 5), (6,)])
def test_tanh(student, gen, shape):
    """is tanh for any shape, 0 and large numbers among them"""
    x = 4 * torch.randn(shape, generator=gen)
    x.view(-1)[:2] = torch.tensor([0.0, 60.0])

    got = student.run(call_tanh, x)

    right = (2 * torch.sigmoid(2 * x.double()) - 1).float()
    expect_close(got["y"], right, name="the output")
    expect_close(got["out"], right, name="out")
    expect_close(got["x"], x, name="x afterwards")


@task("build_deep_mlp", category="other sizes")
@pytest.mark.parametrize(
    ("sizes", "shapes", "batchnorm", "gain"),
    [
        ((13, 4, 2, 10, 1), [(13, 2), (8, 10), (10, 13)], True, 1.0),
        ((6, 1, 5, 7, 3), [(6, 5), (5, 7), (7, 7), (7, 7), (7, 6)], False, 0.5),
        ((10, 3, 4, 12), [(10, 4), *[(12, 12)] * 5, (12, 10)], True, 2.0),
        ((10, 3, 4, 12), [(10, 4), *[(12, 12)] * 5, (12, 10)], False, 5 / 3),
    ],
    ids=["1-bn", "3-plain", "5-bn", "5-plain"],
)
def test_networks(student, gen, sizes, shapes, batchnorm, gain):
    """builds other networks"""
    X = torch.randint(sizes[0], (20, sizes[1]), generator=gen)
    options = {"batchnorm": batchnorm, "gain": gain}

    got = student.run(deep_mlp, sizes, options | {"generator": gen}, X)

    C, weights = drawn(shapes, gen)
    depth = len(weights) - 1
    hidden = ["Linear", "BatchNorm1d", "Tanh"] if batchnorm else ["Linear", "Tanh"]
    kinds = [*hidden * depth, "Linear", *(["BatchNorm1d"] if batchnorm else [])]
    expect_equal([layer["kind"] for layer in got["layers"]], kinds, name="the layers")
    linear = [layer["p"] for layer in got["layers"] if layer["kind"] == "Linear"]
    count = 1 if batchnorm else 2
    expect_equal([len(p) for p in linear], [count] * (depth + 1), name="parameters of each Linear")
    expect_close(got["C"], C, axes="V e", name="C")
    scaled = [gain * W for W in weights]
    for i in range(depth):
        expect_close(linear[i][0], scaled[i], axes="fan_in fan_out", name="a weight")
    if batchnorm:
        norm, lasts = batch_norms(weights), [scaled[-1], weights[-1]]
    else:
        norm, lasts = (lambda i, training, h: h), [0.1 * weights[-1]]
    rights = [
        right_logits(C, [*scaled[:-1], last], X, lambda i, h: norm(i, True, h)) for last in lasts
    ]
    pairs = [(got["logits"], right.float()) for right in rights]
    expect_any_close(pairs, axes="n V", rtol=RTOL_DEEP, name="the logits")


@task("build_deep_mlp", category="rules")
def test_every_parameter_learns(student, gen):
    """gives every parameter its gradient"""
    X = torch.randint(8, (24, 2), generator=gen)
    Y = torch.randint(8, (24,), generator=gen)

    got = student.run(gradients, (8, 2, 3, 6, 2), X, Y, gen)

    C, weights = drawn([(8, 3), (6, 6), (6, 6), (6, 8)], gen)
    values = [C]
    for i, W in enumerate(weights):
        gamma = torch.full((W.shape[1],), 0.1 if i == 2 else 1.0)
        values += [W, gamma, torch.zeros(W.shape[1])]
    leaves = [value.double().requires_grad_() for value in values]

    def norm(i, h):
        return normalised(h, leaves[3 * i + 2], leaves[3 * i + 3])[0]

    loss = nn.functional.cross_entropy(right_logits(leaves[0], leaves[1::3], X, norm), Y)
    right = torch.autograd.grad(loss, leaves)
    for mine, theirs in zip(parts(got, len(leaves)), right, strict=True):
        expect_close(mine, theirs.float(), rtol=RTOL_DEEP, name="a gradient")


@observe
def gradients(m, sizes, X, Y, generator):
    """The gradients of C and of each parameter of the layers."""
    C, layers = m.build_deep_mlp(*sizes, generator=generator)
    params = [C] + [p for layer in layers for p in layer.parameters()]
    for p in params:
        p.requires_grad_()
    x = C[X].flatten(1)
    for layer in layers:
        x = layer(x)
    torch.nn.functional.cross_entropy(x, Y).backward()
    return [p.grad for p in params]


@task("build_deep_mlp", category="edge values")
@pytest.mark.parametrize("names", [["BatchNorm1d"] * 4, []], ids=["norms", "empty"])
def test_set_training_of_other_lists(student, gen, names):
    """set_training works on BatchNorm1d alone, and on an empty list"""
    expect_modes(student, gen, names, spread(6, 2, gen))


@task("build_deep_mlp", category="real path")
def test_switched(student, gen):
    """set_training sets every BatchNorm1d at other sizes; rows alone"""
    shapes = [(11, 2), (6, 9), (9, 9), (9, 9), (9, 11)]
    flags = mixed([True, False, False, True], gen)
    calls = [(flag, torch.randint(11, (7, 3), generator=gen)) for flag in flags]
    calls += [(False, row) for row in calls[0][1].split(1)]

    got = student.run(switched, (11, 3, 2, 9, 3), gen, calls)

    C, weights = drawn(shapes, gen)
    norm = batch_norms(weights)
    for (flag, X), mine in zip(calls, parts(got, len(calls)), strict=True):
        right = right_logits(C, weights, X, lambda i, h, flag=flag: norm(i, flag, h))
        expect_close(mine, right.float(), axes="n V", rtol=RTOL_DEEP, name="the logits")
