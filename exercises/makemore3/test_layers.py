"""Visible checks for layers.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.makemore3.cases import (
    EQUAL,
    RTOL_DEEP,
    batch_norms,
    batchnorm_gradients,
    call_linear,
    call_tanh,
    deep_mlp,
    drawn,
    drawn_twice,
    evaluate_batchnorm,
    expect_apart,
    expect_gradients,
    expect_modes,
    expect_through,
    factors,
    kind,
    mixed,
    new_batchnorm,
    new_linear,
    normalised,
    parts,
    right_logits,
    spread,
    switched,
    tanh_gradients,
    train_batchnorm,
    without_generator,
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
    sizes = [f"a tensor of shape ({fan_in}, {fan_out})", f"a tensor of shape ({fan_out},)"]
    expect_equal([kind(p) for p in got["parameters"]], sizes, name="what is in parameters()")
    expect_close(got["parameters"][0], right, axes="fan_in fan_out", name="parameters()[0]")


@task("Linear")
def test_no_bias(student, gen):
    """has one parameter if bias is False"""
    got = student.run(new_linear, 6, 4, {"bias": False, "generator": gen})

    expect_equal(kind(got["bias"]), "None", name="bias")
    listed = [kind(p) for p in got["parameters"]]
    expect_equal(listed, ["a tensor of shape (6, 4)"], name="what is in parameters()")
    right = torch.randn(6, 4, generator=gen) / 6**0.5
    expect_close(got["parameters"][0], right, axes="fan_in fan_out", name="parameters()[0]")


@task("Linear")
def test_without_generator(student, gen):
    """takes torch's own generator where it gets none: no two layers are alike"""
    seed = int(torch.randint(10**6, (1,), generator=gen))

    got = parts(student.run(without_generator, 5, 3, seed), 2)

    generator = torch.Generator().manual_seed(seed)
    for which, mine in zip(("first", "second"), got, strict=True):
        right = torch.randn(5, 3, generator=generator) / 5**0.5
        expect_close(mine, right, axes="fan_in fan_out", name=f"the weight of the {which} layer")


@task("Linear")
def test_one_call_of_randn(student, gen):
    """takes as many numbers from generator as it has weights"""
    got = parts(student.run(drawn_twice, "Linear", (4, 3), gen), 2)

    for which, mine in zip(("first", "second"), got, strict=True):
        right = torch.randn(4, 3, generator=gen) / 4**0.5
        what = f"the weight of the {which} layer by one generator"
        expect_close(mine, right, axes="fan_in fan_out", name=what)


@task("Linear")
@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no-bias"])
def test_linear_call(student, gen, bias):
    """gives output and gradients of a linear layer, and keeps the output"""
    W, x = torch.randn(5, 4, generator=gen), torch.randn(7, 5, generator=gen)
    b = torch.randn(4, generator=gen)
    dy = torch.randn(7, 4, generator=gen)

    values = {"weight": W, "bias": b} if bias else {"weight": W}
    got = student.run(call_linear, values, {"bias": bias}, x, dy)

    leaves = {name: value.double().requires_grad_() for name, value in values.items()}
    place = x.double().requires_grad_()
    y = nn.functional.linear(place, leaves["weight"].T, leaves.get("bias"))
    *right, dx = torch.autograd.grad((y * dy).sum(), [*leaves.values(), place])
    expect_close(got["y"], y.float(), axes="n fan_out", name="the output")
    expect_close(got["out"], y.float(), axes="n fan_out", name="out")
    gradients = parts(got["gradients"], len(values))
    for name, mine, theirs in zip(values, gradients, right, strict=True):
        expect_close(mine, theirs.float(), name=f"the gradient of {name}")
    expect_through(got["others"], {"x": dx.float(), "out": dy})


@task("Linear")
def test_three_axes(student, gen):
    """works on the last of three axes"""
    W, b = torch.randn(4, 6, generator=gen), torch.randn(6, generator=gen)
    x, dy = torch.randn(2, 3, 4, generator=gen), torch.randn(2, 3, 6, generator=gen)

    got = student.run(call_linear, {"weight": W, "bias": b}, {}, x, dy)["y"]

    y = torch.einsum("abi,io->abo", x.double(), W.double()) + b.double()
    expect_close(got, y.float(), axes="a b fan_out", name="the output")


@task("Linear")
def test_two_linears(student, gen):
    """two layers share nothing: weight, bias and out are each one's own"""
    values = [
        {"weight": torch.randn(5, 4, generator=gen), "bias": torch.randn(4, generator=gen)}
        for _layer in range(2)
    ]
    xs = [torch.randn(n, 5, generator=gen) for n in (3, 6)]

    pairs = zip(xs, values, strict=True)
    outs = [{"out": nn.functional.linear(x, own["weight"].T, own["bias"])} for x, own in pairs]
    expect_apart(student, "Linear", [((5, 4), {})] * 2, values, xs, outs)


@task("BatchNorm1d")
def test_new_batchnorm(student, gen):
    """starts in training, with ones and zeros"""
    x = spread(4, 6, gen)

    got = student.run(new_batchnorm, x)

    names = ["gamma", "beta", "running_mean", "running_var"]
    kinds = [kind(row) for row in got["rows"]]
    expect_equal(kinds, ["a tensor of shape (6,)"] * 4, name=", ".join(names))
    rows = torch.stack([row.double() for row in got["rows"]])
    right = torch.tensor([1.0, 0.0, 0.0, 1.0], dtype=torch.float64)[:, None].expand(4, 6)
    expect_close(rows, right, axes="row dim", name=f"the rows {', '.join(names)}")
    expect_equal(kind(got["training"]), "a number", name="training")
    expect_equal(bool(got["training"]), True, name="training")
    listed = [row.tolist() for row in got["parameters"]]
    expect_equal(listed, [[1.0] * 6, [0.0] * 6], name="parameters() of a new layer")
    y = normalised(x.double(), rows[0], rows[1])[0]
    expect_close(got["y"], y.float(), axes="n dim", name="the first output")


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
def test_eps_in_training(student, gen):
    """adds eps to the variance of the batch, and to none that it keeps"""
    x, (gamma, beta) = spread(7, 4, gen), factors(4, gen)

    got = student.run(train_batchnorm, [x], gamma, beta, {"eps": 0.25})

    y, _mean, var = normalised(x.double(), gamma.double(), beta.double(), 0.25)
    expect_close(got["ys"][0], y.float(), axes="n dim", name="the output")
    right = (0.9 + 0.1 * var).float()
    expect_close(got["running_var"], right, axes="dim", name="running_var")


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
def test_two_batchnorms(student, gen):
    """two layers share nothing: eps, momentum and buffers are each one's own"""
    xs = [spread(n, 5, gen) for n in (4, 6)]
    values = [dict(zip(("gamma", "beta"), factors(5, gen), strict=True)) for _layer in range(2)]
    options = [{"eps": 0.25, "momentum": 0.4}, {}]

    right = []
    for x, own, of_one in zip(xs, values, options, strict=True):
        rows = x.double(), own["gamma"].double(), own["beta"].double()
        y, mean, var = normalised(*rows, of_one.get("eps", 1e-5))
        moved = of_one.get("momentum", 0.1)
        buffers = {"running_mean": moved * mean, "running_var": 1 - moved + moved * var}
        right.append({name: value.float() for name, value in ({"out": y} | buffers).items()})
    made = [((5,), of_one) for of_one in options]
    expect_apart(student, "BatchNorm1d", made, values, xs, right)


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

    got = student.run(batchnorm_gradients, x, gamma, beta, dy, torch.randn(2, 5, generator=gen))

    expect_gradients(got, x, gamma, beta, dy)


@task("Tanh")
def test_tanh(student, gen):
    """is tanh of every entry, and leaves x as it was"""
    right = 1.99 * (torch.rand(5, 3, generator=gen, dtype=torch.float64) - 0.5)
    x = right.atanh().float()

    got = student.run(call_tanh, x)

    expect_close(got["y"], right.float(), axes="n H", name="the output")
    expect_close(got["out"], right.float(), axes="n H", name="out")
    expect_close(got["x"], x, axes="n H", name="x afterwards")
    expect_equal(got["parameters"], [], name="parameters()")


@task("Tanh")
def test_tanh_gradients(student, gen):
    """lets gradients through to x, and keeps the tensor that it returned"""
    x, dy = torch.randn(4, 3, generator=gen), torch.randn(4, 3, generator=gen)

    got = student.run(tanh_gradients, x, dy)

    place = x.double().requires_grad_()
    [right] = torch.autograd.grad((place.tanh() * dy).sum(), place)
    expect_through(got, {"x": right.float(), "out": dy})


@task("Tanh")
def test_two_tanhs(student, gen):
    """two layers share nothing: each keeps the output of its own call"""
    outs = [{"out": torch.rand(n, 4, generator=gen) - 0.5} for n in (3, 5)]

    xs = [own["out"].double().atanh().float() for own in outs]
    expect_apart(student, "Tanh", [((), {})] * 2, [{}, {}], xs, outs)


SMALL = (9, 2, 3, 8, 2)
# C, then the weight of each Linear.
SHAPES = [(9, 3), (6, 8), (8, 8), (8, 9)]


@task("build_deep_mlp")
@pytest.mark.parametrize("batchnorm", [True, False], ids=["batchnorm", "plain"])
def test_kinds(student, gen, batchnorm):
    """puts the layers in their order, each Linear with a bias or none"""
    X = torch.randint(9, (6, 2), generator=gen)
    options = {"batchnorm": batchnorm, "generator": gen}

    got = student.run(deep_mlp, SMALL, options, X)

    hidden = ["Linear", "BatchNorm1d", "Tanh"] if batchnorm else ["Linear", "Tanh"]
    last = ["Linear", "BatchNorm1d"] if batchnorm else ["Linear"]
    kinds = [layer["kind"] for layer in got["layers"]]
    expect_equal(kinds, [*hidden, *hidden, *last], name="the layers")
    linear = [layer["p"] for layer in got["layers"] if layer["kind"] == "Linear"]
    biases = f"{sum(len(p) == 2 for p in linear)} of 3 Linear with a bias"
    right = f"{0 if batchnorm else 3} of 3 Linear with a bias"
    expect_equal(biases, right, name="the biases")
    expect_close(got["C"], drawn(SHAPES, gen)[0], axes="V e", name="C")


@task("build_deep_mlp")
@pytest.mark.parametrize("gain", [None, 5 / 3], ids=["default", "tanh"])
@pytest.mark.parametrize("batchnorm", [True, False], ids=["batchnorm", "plain"])
def test_weights_and_logits(student, gen, batchnorm, gain):
    """starts with weights from generator and gain, and with small logits"""
    X = torch.randint(9, (16, 2), generator=gen)
    options = {"batchnorm": batchnorm} | ({} if gain is None else {"gain": gain})

    got = student.run(deep_mlp, SMALL, options | {"generator": gen}, X)

    C, weights = drawn(SHAPES, gen)
    expect_close(got["C"], C, axes="V e", name="C")
    mine = [layer["p"][0] for layer in got["layers"] if layer["kind"] == "Linear"]
    expect_equal(f"{len(mine)} Linear", "3 Linear", name="the layers")
    scaled = [W * (gain or 1.0) for W in weights]
    for i in range(2):
        name = f"the weight of hidden layer {i + 1}"
        expect_close(mine[i], scaled[i], axes="fan_in fan_out", name=name)
    if batchnorm:
        norm = batch_norms(weights)
        # Behind the last Linear batch normalisation takes a gain away again, or nearly so.
        lasts = [scaled[2], weights[2]]
        rights = [
            right_logits(C, [*scaled[:2], last], X, lambda i, h: norm(i, True, h)) for last in lasts
        ]
    else:
        rights = [right_logits(C, [*scaled[:2], 0.1 * weights[2]], X, lambda i, h: h)]
    pairs = [(got["logits"], right.float()) for right in rights]
    expect_any_close(pairs, axes="n V", rtol=RTOL_DEEP, name="the first logits")


@task("build_deep_mlp")
def test_lecture(student, gen):
    """has the 47,024 parameters of the lecture, and a first loss near ln 27"""
    X = torch.randint(27, (64, 3), generator=gen)
    Y = torch.randint(27, (64,), generator=gen)

    got = student.run(deep_mlp, (27, 3, 10, 100), {"generator": gen}, X)

    inside = [p for layer in got["layers"] for p in layer["p"]]
    count = sum(p.numel() for p in [got["C"], *inside])
    expect_equal(f"{count:,} parameters", "47,024 parameters", name="the size")
    loss = float(nn.functional.cross_entropy(got["logits"], Y))
    right = "a first loss within 0.1 of 3.2958"
    found = right if abs(loss - 3.2958) < 0.1 else f"a first loss of {loss:.4f}"
    expect_equal(found, right, name="the first loss")
    shapes = [(27, 10), (30, 100), *[(100, 100)] * 4, (100, 27)]
    first = drawn(shapes, gen)[1][0]
    expect_close(inside[0], first, axes="fan_in fan_out", name="the weight of hidden layer 1")


@task("build_deep_mlp")
def test_set_training(student, gen):
    """set_training sets every BatchNorm1d, to training and to evaluation"""
    calls = [
        (flag, torch.randint(9, (5, 2), generator=gen)) for flag in mixed([True, False] * 2, gen)
    ]

    got = student.run(switched, SMALL, gen, calls)

    C, weights = drawn(SHAPES, gen)
    norm, right = batch_norms(weights), []
    for flag, X in calls:
        right.append(right_logits(C, weights, X, lambda i, h, flag=flag: norm(i, flag, h)).float())
    found = parts(got, 4)
    kinds = [kind(logits) for logits in found]
    expect_equal(kinds, ["a tensor of shape (5, 9)"] * 4, name="the logits of each call")
    modes = ", ".join("training" if flag else "evaluation" for flag, _ in calls)
    what = f"the logits in {modes}"
    expect_close(torch.stack(found), torch.stack(right), axes="call n V", rtol=RTOL_DEEP, name=what)


@task("build_deep_mlp")
@pytest.mark.parametrize("norms", [3, 1, 0])
def test_set_training_of_any_list(student, gen, norms):
    """set_training finds each BatchNorm1d wherever it stands, also none"""
    others = ["Linear", "Tanh", "Tanh", "Linear"]
    names = mixed(["BatchNorm1d"] * (norms - 1) + others[: 4 if norms else 3], gen)
    # One of several stands last, a single one first.
    names = [*names, "BatchNorm1d"] if norms > 1 else ["BatchNorm1d"][:norms] + names

    expect_modes(student, gen, names, spread(5, 3, gen))


@task("build_deep_mlp")
def test_alone(student, gen):
    """in evaluation a row gives the same logits alone as among others"""
    X = torch.randint(9, (5, 2), generator=gen)
    calls = [(True, X), (False, X), *[(False, row) for row in X.split(1)]]

    got = student.run(switched, SMALL, gen, calls)

    C, weights = drawn(SHAPES, gen)
    norm = batch_norms(weights)
    right_logits(C, weights, X, lambda i, h: norm(i, True, h))
    right = right_logits(C, weights, X, lambda i, h: norm(i, False, h)).float()
    _, together, *alone = parts(got, 7)
    expect_close(together, right, axes="n V", rtol=RTOL_DEEP, name="the logits in evaluation")
    for i, row in enumerate(alone):
        what = f"the logits of row {i} alone"
        expect_close(row, right[i : i + 1], axes="n V", rtol=RTOL_DEEP, name=what)
