"""Hidden checks for layers.py: other sizes, edge values, long runs."""

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
    new_linear,
    normalised,
    right_deep_mlp,
    spread,
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

    got = student.run(call_linear, W, b, x, dy)

    leaves = [t.double().requires_grad_() for t in (W, b)]
    y = nn.functional.linear(x.double(), leaves[0].T, leaves[1])
    right = torch.autograd.grad((y * dy).sum(), leaves)
    expect_close(got["y"], y.float(), name="the output")
    expect_close(got["out"], y.float(), name="out")
    for name, mine, theirs in zip(("weight", "bias"), got["gradients"], right, strict=True):
        expect_close(mine, theirs.float(), name=f"the gradient of {name}")


@observe
def constant_batches(m, steps):
    """running_mean after batches whose mean is 5 for each of 3 units."""
    bn = m.BatchNorm1d(3)
    for _step in range(steps):
        bn(torch.tensor([[4.0, 5.0, 2.0], [6.0, 5.5, 8.0], [5.0, 4.5, 5.0]]))
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


@task("BatchNorm1d", category="edge values", tolerance_reason=EQUAL)
def test_ten_steps(student):
    """has moved 1 - 0.9 ** 10 of the way after ten batches"""
    got = student.run(constant_batches, 10)

    expect_close(got, torch.full((3,), 3.2566078), axes="dim", name="running_mean")


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

    got = student.run(batchnorm_gradients, x, gamma, beta, dy)

    leaves = [t.double().requires_grad_() for t in (x, gamma, beta)]
    right = torch.autograd.grad((normalised(*leaves)[0] * dy).sum(), leaves)
    for name, mine, theirs in zip(("x", "gamma", "beta"), got["gradients"], right, strict=True):
        scale = float((dy[:, None] * gamma).abs().max()) if name == "x" else None
        expect_close(mine, theirs.float(), scale=scale, name=f"the gradient of {name}")
    expect_close(got["asks"], torch.tensor([1, 1, 0, 0]), axes="tensor", name="what asks")


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
    ("sizes", "batchnorm", "gain"),
    [
        ((13, 4, 2, 10, 1), True, 1.0),
        ((6, 1, 5, 7, 3), False, 0.5),
        ((10, 3, 4, 12), True, 2.0),
        ((10, 3, 4, 12), False, 5 / 3),
    ],
    ids=["1-bn", "3-plain", "5-bn", "5-plain"],
)
def test_networks(student, gen, sizes, batchnorm, gain):
    """builds other networks"""
    X = torch.randint(sizes[0], (20, sizes[1]), generator=gen)
    options = {"batchnorm": batchnorm, "gain": gain}

    got = student.run(deep_mlp, sizes, options | {"generator": gen}, X)

    C, weights, logits = right_deep_mlp(sizes, X, gen, **options)
    depth = (*sizes, 5)[4]
    hidden = ["Linear", "BatchNorm1d", "Tanh"] if batchnorm else ["Linear", "Tanh"]
    kinds = [*hidden * depth, "Linear", *(["BatchNorm1d"] if batchnorm else [])]
    expect_equal(got["kinds"], kinds, name="the layers")
    expect_equal(got["biases"], 0 if batchnorm else depth + 1, name="the Linear with a bias")
    expect_close(got["C"], C, axes="V e", name="C")
    for i in range(depth):
        expect_close(got["weights"][i], weights[i], axes="fan_in fan_out", name="a weight")
    pairs = [(got["logits"], right) for right in logits]
    expect_any_close(pairs, axes="n V", rtol=RTOL_DEEP, name="the logits")


@task("build_deep_mlp", category="rules")
def test_every_parameter_learns(student, gen):
    """gives every parameter a gradient"""
    X = torch.randint(8, (24, 2), generator=gen)
    Y = torch.randint(8, (24,), generator=gen)

    got = student.run(which_learn, (8, 2, 3, 6, 2), X, Y, gen)

    expect_equal(got, [True] * (1 + 3 + 6), name="which of C and the parameters get a gradient")


@observe
def which_learn(m, sizes, X, Y, generator):
    """Whether C and each parameter of the layers get a gradient other than 0."""
    C, layers = m.build_deep_mlp(*sizes, generator=generator)
    params = [C] + [p for layer in layers for p in layer.parameters()]
    for p in params:
        p.requires_grad_()
    x = C[X].flatten(1)
    for layer in layers:
        x = layer(x)
    torch.nn.functional.cross_entropy(x, Y).backward()
    return [p.grad is not None and bool(p.grad.any()) for p in params]


@task("build_deep_mlp", category="edge values", tolerance_reason=EQUAL)
@pytest.mark.parametrize("flag", [True, False])
def test_flags(student, flag):
    """set_training sets every BatchNorm1d, also when called again"""
    got = student.run(flags, flag)

    expect_close(got, torch.full((3,), int(flag)), axes="layer", name="training of the three")


@task("build_deep_mlp", category="real path")
def test_alone(student, gen):
    """in evaluation a row gives the same logits alone, at other sizes"""
    X = torch.randint(11, (7, 3), generator=gen)

    got = student.run(evaluated_alone, (11, 3, 2, 9, 3), X, gen)

    expect_close(got["alone"], got["together"], axes="n V", rtol=RTOL_DEEP, name="logits alone")
