"""Hidden checks for layers.py: other sizes, layouts and edge values."""

import pytest
import torch
from exercises.makemore5.cases import (
    accepted,
    batchnorm_gradients,
    buffers_of_torch,
    called,
    called_with,
    evaluate_batchnorm,
    expect_gradients,
    expect_through,
    factors,
    gradients_with,
    join,
    join_backward,
    joined,
    mixed,
    new_layer,
    normalised,
    parts,
    spread,
    train_batchnorm,
)
from torch.nn import functional as F

from grader import BEYOND, expect_close, expect_equal, observe, task


@task("Embedding", category="other sizes")
def test_embedding_new(student, gen):
    """starts with normal numbers for other sizes"""
    torch.manual_seed(3)
    got = student.run(new_layer, "Embedding", (2, 11), {"generator": gen}, ["weight"])

    expect_close(got["weight"], torch.randn(2, 11, generator=gen), axes="num dim", name="weight")
    expect_equal(len(got["parameters"]), 1, name="the number of parameters")


@task("Embedding", category="other sizes")
@pytest.mark.parametrize("shape", [(), (1, 5), (2, 3, 4)], ids=["number", "one-example", "3-axes"])
def test_embedding_look_up(student, gen, shape):
    """looks numbers up in tensors of none, two and three axes"""
    weight, IX = torch.randn(29, 3, generator=gen), torch.randint(29, shape, generator=gen)
    dy = torch.randn(*shape, 3, generator=gen)

    layer = ("Embedding", (29, 3), {}, {"weight": weight}, IX)
    got = student.run(called_with, *layer)

    leaf = weight.clone().requires_grad_()
    right = F.embedding(IX, leaf)
    (right * dy).sum().backward()
    expect_close(got["y"], right, name="the output")
    expect_close(got["out"], right, name="out")
    [gradient] = parts(student.run(gradients_with, *layer, dy, False)["parameters"], 1)
    expect_close(gradient, leaf.grad, axes="num dim", name="the gradient of weight")


@task("FlattenConsecutive", category="other sizes")
@pytest.mark.parametrize(
    ("shape", "n"), [((5, 12, 2), 4), ((7, 9, 1), 3), ((2, 16, 3), 2), ((6, 5, 1), 5)]
)
def test_flatten_join(student, gen, shape, n):
    """joins neighbours for other sizes, one number a place among them"""
    x, right = joined(shape, n, gen)

    got = student.run(join, n, x)

    expect_close(got["y"], right, name="the output")
    expect_close(got["out"], right, name="out")


@task("FlattenConsecutive", category="edge values")
@pytest.mark.parametrize(("shape", "n"), [((1, 6, 1), 2), ((1, 3, 1), 3), ((1, 1, 4), 1)])
def test_flatten_batch_of_one(student, gen, shape, n):
    """keeps the axes of one example that has one number a place"""
    x = torch.randn(shape, generator=gen)

    got = student.run(join, n, x)["y"]

    y = torch.cat([x[:, k::n] for k in range(n)], dim=2)
    right = y[:, 0] if y.shape[1] == 1 else y
    expect_close(got, right, name="the output")


@task("FlattenConsecutive", part=BEYOND, category="memory layout")
@pytest.mark.parametrize("n", [2, 6])
def test_flatten_layouts(student, gen, n):
    """joins the places of tensors that are not contiguous"""
    steps, turned = joined((8, 6, 3), n, gen), joined((4, 6, 3), n, gen)
    turned = turned[0].permute(2, 1, 0).contiguous().permute(2, 1, 0), turned[1]

    for x, right in ((steps[0][::2], steps[1][::2]), turned):
        got = student.run(join, n, x)
        expect_close(got["y"], right, name="the output")
        expect_close(got["x"], x, axes="B T C", name="x afterwards")


@task("FlattenConsecutive", category="random upstream")
def test_flatten_gradient(student, gen):
    """hands each gradient back to its place"""
    x = torch.randn(3, 6, 2, generator=gen)
    dy = torch.randn(3, 2, 6, generator=gen)

    got = student.run(join_backward, 3, x, dy)

    right = torch.stack([dy[:, t // 3, 2 * (t % 3) : 2 * (t % 3) + 2] for t in range(6)], dim=1)
    expect_through(got, {"x": right, "out": dy})


@task("FlattenConsecutive", part=BEYOND, category="rules")
@pytest.mark.parametrize(("left_over", "n"), [(3, 2), (8, 3), (1, 2)])
def test_flatten_places_left_over(student, gen, left_over, n):
    """raises ValueError for other numbers of places that n does not divide"""
    pairs = [joined((3, T, 2), n, gen) for T in (n, 4 * n)]
    pairs = mixed([*pairs, (torch.zeros(3, left_over, 2), None)], gen)

    got = student.run(called, "FlattenConsecutive", (n,), [x for x, _right in pairs])

    calls = [f"FlattenConsecutive({n}) for {x.shape[1]} places" for x, _right in pairs]
    results = accepted(got, calls, [right is None for _x, right in pairs])
    rights = [right for _x, right in pairs if right is not None]
    for mine, right in zip(results, rights, strict=True):
        expect_close(mine, right, name="the output")


@task("Linear", category="other sizes")
@pytest.mark.parametrize(
    ("fan_in", "fan_out", "bias"), [(48, 3, False), (1, 12, True), (9, 9, True)]
)
def test_linear_new(student, gen, fan_in, fan_out, bias):
    """starts with scaled normal numbers for other sizes"""
    torch.manual_seed(3)
    options = {"bias": bias, "generator": gen}
    got = student.run(new_layer, "Linear", (fan_in, fan_out), options, ["weight"])

    right = fan_in**-0.5 * torch.randn(fan_in, fan_out, generator=gen)
    expect_close(got["weight"], right, axes="fan_in fan_out", name="weight")
    expect_equal(len(got["parameters"]), 1 + bias, name="the number of parameters")


@task("Linear", category="other sizes")
@pytest.mark.parametrize("front", [(1,), (1, 5), (4, 1), (3, 2, 1, 2)])
def test_linear_call(student, gen, front):
    """gives output and gradients for one example, one place and five axes"""
    W, b = torch.randn(6, 4, generator=gen), torch.randn(4, generator=gen)
    x, dy = torch.randn(*front, 6, generator=gen), torch.randn(*front, 4, generator=gen)

    layer = ("Linear", (6, 4), {}, {"weight": W, "bias": b}, x)
    got = student.run(called_with, *layer)

    leaves = [t.double().requires_grad_() for t in (W, b)]
    y = F.linear(x.double(), leaves[0].T, leaves[1])
    right = torch.autograd.grad((y * dy).sum(), leaves)
    expect_close(got["y"], y.float(), name="the output")
    expect_close(got["out"], y.float(), name="out")
    gradients = parts(student.run(gradients_with, *layer, dy, True)["parameters"], 2)
    for name, mine, theirs in zip(("weight", "bias"), gradients, right, strict=True):
        expect_close(mine, theirs.float(), name=f"the gradient of {name}")


@observe
def trained_then_evaluated(m, xs, x):
    """Outputs for x: in evaluation after training on xs, in training, in evaluation again."""
    bn = m.BatchNorm1d(x.shape[-1])
    for batch in xs:
        bn(batch)
    bn.training = False
    first = bn(x)
    bn.training = True
    second = bn(x)
    bn.training = False
    return [first, second, bn(x)]


@task("BatchNorm1d", category="other sizes")
@pytest.mark.parametrize(
    ("shape", "momentum"), [((2, 7), 0.1), ((5, 2, 7), 0.5), ((2, 5, 5), 1.0), ((3, 1, 6), 0.1)]
)
def test_batchnorm_training(student, gen, shape, momentum):
    """agrees with torch in training for other sizes, one place among them"""
    d = shape[-1]
    xs, (gamma, beta) = [spread(shape, gen), spread((6, 3, d), gen)], factors(d, gen)

    got = student.run(train_batchnorm, xs, gamma, beta, {"momentum": momentum})

    for x, y in zip(xs, got["ys"], strict=True):
        right = normalised(x.double(), gamma.double(), beta.double())[0]
        expect_close(y, right.float(), name="the output")
    buffers = buffers_of_torch(xs, d, momentum)
    for name, mine, theirs in zip(("mean", "var"), got["buffers"], buffers, strict=True):
        expect_close(mine, theirs, axes="dim", name=f"running_{name}")


@task("BatchNorm1d", category="edge values")
@pytest.mark.parametrize("places", [2, 5])
def test_batchnorm_one_example(student, gen, places):
    """works in training on one example, and in evaluation on one place of it"""
    x, (gamma, beta) = spread((1, places, 3), gen), factors(3, gen)
    mean, var = torch.randn(3, generator=gen), 0.1 + torch.rand(3, generator=gen)

    trained = student.run(train_batchnorm, [x], gamma, beta, {"eps": 0.05})
    alone = student.run(evaluate_batchnorm, x[:, :1], gamma, beta, mean, var, {})

    right = normalised(x.double(), gamma.double(), beta.double(), eps=0.05)[0].float()
    expect_close(trained["ys"][0], right, axes="B T dim", name="the output in training")
    doubles = [t.double() for t in (x[:, 0], mean, var, gamma, beta)]
    right = F.batch_norm(*doubles).float()[:, None]
    expect_close(alone["y"], right, axes="B T dim", name="the output in evaluation")


@task("BatchNorm1d", category="real path")
def test_batchnorm_training_and_evaluation(student, gen):
    """goes from training to evaluation and back, two axes after three"""
    xs, x = [spread(s, gen) for s in ((6, 2, 4), (9, 4))], spread((5, 3, 4), gen)

    got = student.run(trained_then_evaluated, xs, x)

    theirs = torch.nn.BatchNorm1d(4, dtype=torch.float64)
    for batch in xs:
        theirs(batch.double().transpose(1, -1))
    ones, zeros = torch.ones(4).double(), torch.zeros(4).double()
    theirs.eval()
    first = theirs(x.double().transpose(1, 2)).transpose(1, 2)
    theirs.train()
    theirs(x.double().transpose(1, 2))
    theirs.eval()
    third = theirs(x.double().transpose(1, 2)).transpose(1, 2)
    right = [first, normalised(x.double(), ones, zeros)[0], third]
    names = ("in evaluation", "in training", "in evaluation again")
    for mine, wanted, name in zip(got, right, names, strict=True):
        expect_close(mine, wanted.float(), axes="B T dim", name=f"the output {name}")


@task("BatchNorm1d", category="memory layout")
def test_batchnorm_transposed(student, gen):
    """is right for a tensor that is not contiguous"""
    x, (gamma, beta) = spread((4, 3, 5), gen), factors(5, gen)
    turned = x.transpose(0, 1).contiguous().transpose(0, 1)

    got = student.run(train_batchnorm, [turned], gamma, beta, {})["ys"][0]

    right = normalised(x.double(), gamma.double(), beta.double())[0].float()
    expect_close(got, right, axes="B T dim", name="the output")


@task("BatchNorm1d", category="random upstream")
@pytest.mark.parametrize("shape", [(6, 4), (2, 3, 4)])
def test_batchnorm_gradients(student, gen, shape):
    """gives the gradients of x, gamma and beta for two and three axes"""
    x, (gamma, beta) = spread(shape, gen), factors(4, gen)
    dy = torch.randn(shape, generator=gen)

    got = student.run(batchnorm_gradients, x, gamma, beta, dy, torch.randn(2, 4, generator=gen))

    expect_gradients(got, x, gamma, beta, dy)


@task("BatchNorm1d", part=BEYOND, category="rules")
def test_batchnorm_other_axes(student, gen):
    """raises ValueError for one, four and five axes"""
    wrong = [torch.ones(shape) for shape in ((3,), (1, 2, 2, 3), (1, 1, 2, 2, 3))]
    xs = mixed([*wrong, spread((4, 3), gen), spread((2, 4, 3), gen)], gen)

    got = student.run(called, "BatchNorm1d", (3,), xs)

    calls = [f"BatchNorm1d for {x.dim()} axes" for x in xs]
    results = accepted(got, calls, [x.dim() not in (2, 3) for x in xs])
    ones, zeros = torch.ones(3).double(), torch.zeros(3).double()
    for mine, x in zip(results, [x for x in xs if x.dim() in (2, 3)], strict=True):
        right = normalised(x.double(), ones, zeros)[0]
        expect_close(mine, right.float(), name="the output")
