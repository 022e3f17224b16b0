"""Visible checks for layers.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore5.cases import (
    EQUAL,
    accepted,
    batchnorm_gradients,
    buffers_of_torch,
    called,
    called_with,
    drawn_twice,
    evaluate_batchnorm,
    expect_apart,
    expect_gradients,
    expect_through,
    factors,
    gradients_with,
    join,
    join_backward,
    joined,
    kind,
    mixed,
    new_batchnorm,
    new_layer,
    normalised,
    parts,
    spread,
    train_batchnorm,
    without_generator,
)
from torch.nn import functional as F

from grader import BEYOND, each_task, expect_close, expect_equal, task


@task("Embedding")
def test_embedding_new(student, gen):
    """starts with normal numbers, and lists them as its one parameter"""
    got = student.run(new_layer, "Embedding", (7, 4), {"generator": gen}, ["weight"])

    right = torch.randn(7, 4, generator=gen)
    expect_close(got["weight"], right, axes="num dim", name="weight")
    listed = [kind(p) for p in got["parameters"]]
    expect_equal(listed, ["a tensor of shape (7, 4)"], name="what is in parameters()")
    expect_close(got["parameters"][0], right, axes="num dim", name="parameters()[0]")


@task("Embedding")
@pytest.mark.parametrize("shape", [(5,), (3, 8)], ids=["one-axis", "two-axes"])
def test_embedding_look_up(student, gen, shape):
    """gives a row for each number, and gradients that add up"""
    weight, IX = torch.randn(6, 4, generator=gen), torch.randint(6, shape, generator=gen)
    IX[0] = IX[-1]
    dy = torch.randn(*shape, 4, generator=gen)

    layer = ("Embedding", (6, 4), {}, {"weight": weight}, IX)
    got = student.run(called_with, *layer)

    leaf = weight.clone().requires_grad_()
    right = F.embedding(IX, leaf)
    (right * dy).sum().backward()
    axes = " ".join("BT"[: len(shape)])
    expect_close(got["y"], right, axes=f"{axes} C", name="the output")
    expect_close(got["out"], right, axes=f"{axes} C", name="out")
    found = student.run(gradients_with, *layer, dy, False)
    [gradient] = parts(found["parameters"], 1)
    what = "the gradient of weight"
    expect_close(gradient, leaf.grad, axes="num dim", index=IX, name=what)
    expect_through(found, {"out": dy})


@task("Embedding")
def test_two_embeddings(student, gen):
    """two layers share nothing: weight and out are each one's own"""
    weights = [torch.randn(31, 4, generator=gen) for _layer in range(2)]
    xs = [torch.randint(31, shape, generator=gen) for shape in ((3, 2), (5,))]

    outs = [{"out": F.embedding(x, own)} for x, own in zip(xs, weights, strict=True)]
    values = [{"weight": own} for own in weights]
    expect_apart(student, "Embedding", [((31, 4), {})] * 2, values, xs, outs)


@task("FlattenConsecutive")
@pytest.mark.parametrize(
    ("shape", "n"), [((3, 8, 5), 2), ((2, 6, 5), 3), ((3, 4, 5), 4)], ids=["2", "3", "all"]
)
def test_flatten_join(student, gen, shape, n):
    """puts n neighbours into one row, the first of them first"""
    x, right = joined(shape, n, gen)

    got = student.run(join, n, x)

    axes = "B T C" if right.dim() == 3 else "B C"
    expect_close(got["y"], right, axes=axes, name="the output")
    expect_close(got["out"], right, axes=axes, name="out")
    expect_equal(got["parameters"], [], name="parameters()")


@task("FlattenConsecutive")
@pytest.mark.parametrize(("places", "n"), [(8, 2), (4, 4)], ids=["pairs", "all"])
def test_flatten_batch_of_one(student, gen, places, n):
    """keeps the axis of the examples for a batch of one"""
    x, right = joined((1, places, 3), n, gen)

    got = student.run(join, n, x)["y"]

    expect_close(got, right, name="the output for one example")


@task("FlattenConsecutive")
def test_flatten_one_place_at_a_time(student, gen):
    """changes nothing for n = 1, but for a single place, whose axis goes away"""
    x = torch.randn(4, 3, 2, generator=gen)

    got = [student.run(join, 1, part)["y"] for part in (x, x[:, :1])]

    expect_close(got[0], x, axes="B T C", name="the output for 3 places")
    expect_close(got[1], x[:, 0], axes="B C", name="the output for 1 place")


@task("FlattenConsecutive")
def test_two_flattens(student, gen):
    """two layers share nothing: n and out are each one's own"""
    pairs = [joined((2, 6, 5), n, gen) for n in (3, 2)]

    made = [((n,), {}) for n in (3, 2)]
    xs, outs = [x for x, _right in pairs], [{"out": right} for _x, right in pairs]
    expect_apart(student, "FlattenConsecutive", made, [{}, {}], xs, outs)


@task("FlattenConsecutive")
def test_flatten_gradient(student, gen):
    """hands each gradient back to its place, and keeps what it returned"""
    x, dy = torch.randn(3, 4, 5, generator=gen), torch.randn(3, 2, 10, generator=gen)

    got = student.run(join_backward, 2, x, dy)

    # Each place gets one half of the row that it went into.
    right = torch.stack([dy[:, t // 2, 5 * (t % 2) :][:, :5] for t in range(4)], dim=1)
    expect_through(got, {"x": right, "out": dy})


@task("FlattenConsecutive", part=BEYOND)
def test_flatten_transposed(student, gen):
    """joins the places of a transposed tensor, and leaves it as it is"""
    x, right = joined((3, 4, 5), 2, gen)
    x = x.transpose(1, 2).contiguous().transpose(1, 2)

    got = student.run(join, 2, x)

    expect_close(got["y"], right, axes="B T C", name="the output")
    expect_close(got["x"], x, axes="B T C", name="x afterwards")


@task("FlattenConsecutive", part=BEYOND)
@pytest.mark.parametrize(("left_over", "n"), [(7, 2), (2, 4)])
def test_flatten_places_left_over(student, gen, left_over, n):
    """raises ValueError only where n does not divide the number of places"""
    pairs = [joined((4, T, 3), n, gen) for T in (2 * n, 3 * n)]
    pairs = mixed([*pairs, (torch.zeros(4, left_over, 3), None)], gen)

    got = student.run(called, "FlattenConsecutive", (n,), [x for x, _right in pairs])

    calls = [f"FlattenConsecutive({n}) for {x.shape[1]} places" for x, _right in pairs]
    results = accepted(got, calls, [right is None for _x, right in pairs])
    rights = [right for _x, right in pairs if right is not None]
    for mine, right in zip(results, rights, strict=True):
        expect_close(mine, right, axes="B T C", name="the output")


@task("Linear", tolerance_reason=EQUAL)
def test_linear_new(student, gen):
    """starts with scaled normal numbers and a bias of zeros"""
    got = student.run(new_layer, "Linear", (6, 5), {"generator": gen}, ["weight", "bias"])

    right = torch.randn(6, 5, generator=gen) / 6**0.5
    expect_close(got["weight"], right, axes="fan_in fan_out", name="weight")
    expect_equal(kind(got["bias"]), "a tensor of shape (5,)", name="bias")
    # Shifted by 1: the distance from zeros would be measured in units of 0.
    expect_close(got["bias"] + 1, torch.ones(5), axes="fan_out", name="bias, plus 1")
    sizes = ["a tensor of shape (6, 5)", "a tensor of shape (5,)"]
    expect_equal([kind(p) for p in got["parameters"]], sizes, name="what is in parameters()")
    expect_close(got["parameters"][0], right, axes="fan_in fan_out", name="parameters()[0]")


@task("Linear")
def test_linear_no_bias(student, gen):
    """has one parameter if bias is False"""
    options = {"bias": False, "generator": gen}
    got = student.run(new_layer, "Linear", (6, 4), options, ["weight", "bias"])

    expect_equal(kind(got["bias"]), "None", name="bias")
    listed = [kind(p) for p in got["parameters"]]
    expect_equal(listed, ["a tensor of shape (6, 4)"], name="what is in parameters()")
    right = torch.randn(6, 4, generator=gen) / 6**0.5
    expect_close(got["parameters"][0], right, axes="fan_in fan_out", name="parameters()[0]")


@each_task("Embedding", "Linear")
def test_without_generator(student, gen, name):
    """takes torch's own generator where it gets none: no two layers are alike"""
    seed = int(torch.randint(10**6, (1,), generator=gen))

    got = parts(student.run(without_generator, name, (5, 3), seed), 2)

    generator = torch.Generator().manual_seed(seed)
    root = 5**0.5 if name == "Linear" else 1.0
    for which, mine in zip(("first", "second"), got, strict=True):
        right = torch.randn(5, 3, generator=generator) / root
        expect_close(mine, right, axes="in out", name=f"the weight of the {which} layer")


@each_task("Embedding", "Linear")
def test_one_call_of_randn(student, gen, name):
    """takes as many numbers from generator as it has weights"""
    got = parts(student.run(drawn_twice, name, (4, 3), gen), 2)

    root = 2.0 if name == "Linear" else 1.0
    for which, mine in zip(("first", "second"), got, strict=True):
        right = torch.randn(4, 3, generator=gen) / root
        what = f"the weight of the {which} layer by one generator"
        expect_close(mine, right, axes="in out", name=what)


@task("Linear")
@pytest.mark.parametrize("front", [(7,), (3, 2), (2, 3, 4)], ids=["2-axes", "3-axes", "4-axes"])
def test_linear_call(student, gen, front):
    """works on the last of two to four axes, and lets gradients through"""
    values = {"weight": torch.randn(5, 6, generator=gen), "bias": torch.randn(6, generator=gen)}
    options = {}
    if len(front) == 2:
        values, options = {"weight": values["weight"]}, {"bias": False}
    x, dy = torch.randn(*front, 5, generator=gen), torch.randn(*front, 6, generator=gen)

    layer = ("Linear", (5, 6), options, values, x)
    got = student.run(called_with, *layer)

    leaves = {name: value.double().requires_grad_() for name, value in values.items()}
    place = x.double().requires_grad_()
    y = F.linear(place, leaves["weight"].T, leaves.get("bias"))
    *right, dx = torch.autograd.grad((y * dy).sum(), [*leaves.values(), place])
    expect_close(got["y"], y.float(), name="the output")
    expect_close(got["out"], y.float(), name="out")
    found = student.run(gradients_with, *layer, dy, True)
    gradients = parts(found["parameters"], len(values))
    for name, mine, theirs in zip(values, gradients, right, strict=True):
        expect_close(mine, theirs.float(), name=f"the gradient of {name}")
    expect_through(found, {"x": dx.float(), "out": dy})


@task("Linear")
def test_two_linears(student, gen):
    """two layers share nothing: weight, bias and out are each one's own"""
    values = [
        {"weight": torch.randn(5, 4, generator=gen), "bias": torch.randn(4, generator=gen)}
        for _layer in range(2)
    ]
    xs = [torch.randn(*front, 5, generator=gen) for front in ((3, 2), (6,))]

    pairs = zip(xs, values, strict=True)
    outs = [{"out": F.linear(x, own["weight"].T, own["bias"])} for x, own in pairs]
    expect_apart(student, "Linear", [((5, 4), {})] * 2, values, xs, outs)


@task("BatchNorm1d")
def test_batchnorm_new(student, gen):
    """starts in training, with ones and zeros, and lists gamma and beta"""
    x = spread((2, 3, 6), gen)

    got = student.run(new_batchnorm, x)

    names = ["gamma", "beta", "running_mean", "running_var"]
    kinds = [kind(row) for row in got["rows"]]
    expect_equal(kinds, ["a tensor of shape (6,)"] * 4, name=", ".join(names))
    rows = torch.stack([row.double() for row in got["rows"]])
    right = torch.tensor([1.0, 0.0, 0.0, 1.0], dtype=torch.float64)[:, None].expand(4, 6)
    expect_close(rows, right, axes="row dim", name=f"the rows {', '.join(names)}")
    expect_equal(kind(got["training"]), "a number", name="training")
    expect_equal(bool(got["training"]), True, name="training")
    others = [k for k in map(kind, got["parameters"]) if k != "a tensor of shape (6,)"]
    expect_equal(others, [], name="other things than tensors of shape (6,) in parameters()")
    listed = torch.cat([p.double() for p in got["parameters"]] or [torch.empty(0).double()])
    expect_close(listed.reshape(-1, 6), right[:2], axes="p dim", name="parameters()")
    y = normalised(x.double(), right[0], right[1])[0]
    expect_close(got["y"], y.float(), axes="B T dim", name="the first output")


@task("BatchNorm1d")
@pytest.mark.parametrize(
    "shape", [(8, 5), (4, 3, 5), (2, 5, 5)], ids=["2-axes", "3-axes", "square"]
)
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
def test_batchnorm_eps_in_training(student, gen):
    """adds eps to the variance of the batch, and to none that it keeps"""
    x, (gamma, beta) = spread((3, 4, 5), gen), factors(5, gen)

    got = student.run(train_batchnorm, [x], gamma, beta, {"eps": 0.25})

    y, _mean, var = normalised(x.double(), gamma.double(), beta.double(), 0.25)
    expect_close(got["ys"][0], y.float(), axes="B T dim", name="the output")
    right = (0.9 + 0.1 * var).float()
    expect_close(got["buffers"][1], right, axes="dim", name="running_var")


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
def test_two_batchnorms(student, gen):
    """two layers share nothing: eps, momentum and buffers are each one's own"""
    xs = [spread(shape, gen) for shape in ((2, 3, 5), (4, 2, 5))]
    values = [dict(zip(("gamma", "beta"), factors(5, gen), strict=True)) for _layer in range(2)]
    options = [{"eps": 0.25, "momentum": 0.4}, {}]

    right = []
    for x, own, of_one in zip(xs, values, options, strict=True):
        rows = x.double(), own["gamma"].double(), own["beta"].double()
        y = normalised(*rows, of_one.get("eps", 1e-5))[0].float()
        mean, var = buffers_of_torch([x], 5, of_one.get("momentum", 0.1))
        right.append({"out": y, "running_mean": mean, "running_var": var})
    made = [((5,), of_one) for of_one in options]
    expect_apart(student, "BatchNorm1d", made, values, xs, right)


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

    got = student.run(batchnorm_gradients, x, gamma, beta, dy, torch.randn(2, 5, generator=gen))

    expect_gradients(got, x, gamma, beta, dy)


@task("BatchNorm1d", part=BEYOND)
@pytest.mark.parametrize("shape", [(6,), (2, 3, 4, 6)], ids=["1-axis", "4-axes"])
def test_batchnorm_other_axes(student, gen, shape):
    """raises ValueError for one axis and for four, not for two or three"""
    xs = mixed([torch.ones(shape), spread((5, 6), gen), spread((2, 3, 6), gen)], gen)

    got = student.run(called, "BatchNorm1d", (6,), xs)

    right_xs = [x for x in xs if x.shape != shape]
    calls = [f"BatchNorm1d for {x.dim()} axes" for x in xs]
    results = accepted(got, calls, [x.shape == shape for x in xs])
    ones, zeros = torch.ones(6).double(), torch.zeros(6).double()
    for mine, x in zip(results, right_xs, strict=True):
        right = normalised(x.double(), ones, zeros)[0]
        expect_close(mine, right.float(), name=f"the output for {x.dim()} axes")
