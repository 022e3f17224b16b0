"""Inputs, right answers and readers of results for the checks of this topic.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks. What is right comes from torch.nn, autograd, or is worked out in
float64; a solution gets float32.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_equal, observe

# Mean, variance and root are a few operations each; sums over a deep network are more.
RTOL = 1e-5
RTOL_DEEP = 3e-5
# Results that may be computed in float32 or float64.
RTOL_NUMBER = 1e-6

# Why a shuffled copy, or zeros, may be right: what is asked for is one and the same number.
EQUAL = "all entries of the right answer are equal, so their order tells nothing"


@observe
def each(m, name, calls):
    """The results of the function `name` for the arguments in `calls`, one after the other."""
    return [getattr(m, name)(*arguments) for arguments in calls]


@observe
def each_or_error(m, name, calls):
    """The same, with the text "ValueError" where the function raises one."""
    found = []
    for arguments in calls:
        try:
            found.append(getattr(m, name)(*arguments))
        except ValueError:
            found.append("ValueError")
    return found


@observe
def keeping(m, name, arguments):
    """The result of a function, and its arguments as they are afterwards."""
    got = getattr(m, name)(*arguments)
    return {"got": got, "arguments": list(arguments)}


def accepted(found: Any, calls: Sequence[str], refused: Sequence[bool]) -> list[Any]:
    """The results of the calls that are right; expects ValueError from the refused ones."""
    expect_equal(kind(found), f"a list or tuple of {len(calls)}", name="what was returned")
    for value, call, refuse in zip(found, calls, refused, strict=True):
        raised = "ValueError" if isinstance(value, str) else "no ValueError"
        wanted = "ValueError" if refuse else "no ValueError"
        expect_equal(raised, wanted, name=f"what {call} raises")
    return [value for value in found if not isinstance(value, str)]


def or_zeros(gradient: Any, value: Tensor) -> Any:
    """A gradient of zeros where there is none."""
    return torch.zeros_like(value) if gradient is None else gradient


def told(what: str, gradient: Any) -> str:
    """What a gradient is called, with a word on one that is not there."""
    return what if gradient is not None else f"{what} (it is None, and counts as 0)"


def mixed(values: Sequence[Any], gen: torch.Generator) -> list[Any]:
    """The values in another order."""
    return [values[i] for i in torch.randperm(len(values), generator=gen).tolist()]


def numbers(values: Any, count: int, what: str) -> Tensor:
    """A list of numbers (floats or tensors of one entry) as a tensor in float64."""
    expect_equal(kind(values), f"a list or tuple of {count}", name=what)
    for value in values:
        expect_equal(kind(value), "a number", name=what)
    return torch.tensor([float(value) for value in values], dtype=torch.float64)


def column(table: Any, key: str, count: int, what: str) -> Tensor:
    """The numbers under `key` in a list of dicts."""
    expect_equal(kind(table), f"a list or tuple of {count}", name=f"what {what} returns")
    for entry in table:
        expect_equal(kind(entry), "a dict", name=f"an entry of {what}")
        there = f"a dict with the keys {', '.join(map(str, entry))}"
        wanted = there if key in entry else f"a dict with a key {key}"
        expect_equal(there, wanted, name=f"an entry of {what}")
    return numbers([entry[key] for entry in table], count, f"{key!r} of {what}")


def parts(value: Any, count: int) -> list[Any]:
    """The values in a list or tuple of `count`."""
    expect_equal(kind(value), f"a list or tuple of {count}", name="what is returned")
    return list(value)


def kind(value: Any) -> str:
    """What a result is, in words."""
    if isinstance(value, Tensor):
        one = value.numel() == 1
        return "a number" if one else f"a tensor of shape {tuple(value.shape)}"
    if isinstance(value, list | tuple):
        return f"a list or tuple of {len(value)}"
    if isinstance(value, dict):
        return "a dict"
    if isinstance(value, int | float):
        return "a number"
    return "None" if value is None else f"a value of type {type(value).__name__}"


def normalised(
    x: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    """y, mean (d,) and var (d,) of batch normalisation with n - 1, by way of torch's with n."""
    n = x.shape[0]
    less = (n - 1) / n
    mean, var = x.mean(0), x.var(0)
    y = F.batch_norm(x, None, None, gamma * less**0.5, beta, training=True, eps=eps * less)
    return y, mean, var


def spread(n: int, d: int, gen: torch.Generator, dtype: torch.dtype = torch.float32) -> Tensor:
    """(n, d) numbers whose columns have means from -2 to 2 and standard deviations from 0.3 to 3.

    Rounding grows with the mean over the standard deviation, so this stays small.
    """
    z = torch.randn(n, d, generator=gen, dtype=torch.float64)
    z = (z - z.mean(0)) / z.std(0)
    std = 0.3 * 10 ** torch.rand(d, generator=gen, dtype=torch.float64)
    mean = std * (2 * torch.rand(d, generator=gen, dtype=torch.float64) - 1)
    return (mean + std * z).to(dtype)


def factors(d: int, gen: torch.Generator) -> tuple[Tensor, Tensor]:
    """gamma (d,) and beta (d,), both signs, nowhere near 0 or 1."""
    sign = 2 * torch.randint(2, (2, d), generator=gen) - 1
    gamma, beta = sign * (1.2 + torch.rand(2, d, generator=gen))
    return gamma, beta


# Diagnostics


@observe
def with_gradients(m, name, outs, gradients):
    """gradient_stats or activation_stats of layers with these outputs and gradients."""

    class Layer:
        pass

    layers = []
    for out, gradient in zip(outs, gradients):  # noqa: B905
        layer = Layer()
        layer.out = out
        layer.out.grad = gradient
        layers.append(layer)
    return getattr(m, name)(layers)


@observe
def of_parameters(m, name, values, gradients, arguments):
    """weight_grad_stats or update_ratio of parameters with these values and gradients."""
    for value, gradient in zip(values, gradients):  # noqa: B905
        value.requires_grad_()
        value.grad = gradient
    return getattr(m, name)(values, *arguments)


def layer_values(
    shapes: Sequence[tuple[int, ...]], stds: Sequence[float], gen: torch.Generator
) -> list[Tensor]:
    """Tensors of these shapes with these standard deviations, and means half as large."""
    found = []
    for shape, std in zip(shapes, stds, strict=True):
        z = torch.randn(shape, generator=gen, dtype=torch.float64)
        found.append((std * ((z - z.mean()) / z.std() + 0.5)).float())
    return found


def saturated(shape: tuple[int, ...], count: int, thr: float, gen: torch.Generator) -> Tensor:
    """Numbers from -1 to 1, of which `count` are farther from 0 than thr; two others equal it."""
    size = torch.Size(shape).numel()
    # Up to the threshold itself, nearly: a lower one would count some of them.
    near = 0.998 * thr * (1 - torch.rand(size, generator=gen) ** 3)
    far = thr + (1 - thr) * (0.1 + 0.9 * torch.rand(size, generator=gen))
    places = torch.randperm(size, generator=gen)
    h = near.index_copy(0, places[:count], far[:count])
    # As float32 says it: not every threshold is a float32.
    if torch.tensor(thr).double() == thr:
        h[places[count : count + 2]] = thr
    return (h * signs((size,), gen)).reshape(shape)


def units(dead: Tensor, n: int, thr: float, gen: torch.Generator) -> Tensor:
    """(n, H) outputs of tanh; a unit that is not dead is saturated for all examples but one.

    Every third of those is saturated for one example only, if there are several. Of the units the
    first third is at 1, the next at -1, the last at either end.
    """
    h = thr + (1 - thr) * (0.1 + 0.9 * torch.rand(n, len(dead), generator=gen))
    awake = torch.randint(n, (len(dead),), generator=gen)
    low = 0.998 * thr * (1 - torch.rand(len(dead), generator=gen) ** 3)
    for unit in range(len(dead)):
        if not dead[unit]:
            others = torch.arange(n) != awake[unit]
            rows = others if unit % 3 == 0 and n > 1 else ~others
            h[rows, unit] = low[unit]
    ends = signs((n, len(dead)), gen)
    third = len(dead) // 3
    ends[:, :third], ends[:, third : 2 * third] = 1.0, -1.0
    return h * ends


def signs(shape: tuple[int, ...], gen: torch.Generator) -> Tensor:
    """1 or -1 at random."""
    return 2.0 * torch.randint(2, shape, generator=gen) - 1


# Layers


@observe
def new_linear(m, fan_in, fan_out, options):
    """The parameters of a new Linear, as parameters() and as attributes give them."""
    layer = m.Linear(fan_in, fan_out, **options)
    return {"weight": layer.weight, "bias": layer.bias, "parameters": [*layer.parameters()]}


@observe
def without_generator(m, fan_in, fan_out, seed):
    """The weights of two Linear without a generator, after torch's own got a seed."""
    torch.manual_seed(seed)
    return [m.Linear(fan_in, fan_out).weight for _layer in range(2)]


@observe
def call_linear(m, values, options, x, dy):
    """The output of a Linear with these values, `out`, and the gradients that autograd finds.

    That of `out` is dy if it is the very tensor that was returned, as the plots need it.
    """
    layer = m.Linear(*values["weight"].shape, **options)
    for name, value in values.items():
        getattr(layer, name).detach().copy_(value)
    params = [p.requires_grad_() for p in layer.parameters()]
    x.requires_grad_()
    y = layer(x)
    try:  # noqa: SIM105 - a driver has no contextlib
        layer.out.retain_grad()
    except RuntimeError:
        pass  # nothing leads back from it
    (y * dy).sum().backward()
    gradients = [p.grad for p in params]
    others = {"x": x.grad, "out": layer.out.grad}
    return {"y": y, "out": layer.out, "gradients": gradients, "others": others}


def expect_through(got: Any, right: dict[str, Tensor]) -> None:
    """Gradients go on to x, and arrive at `out`."""
    for name, theirs in right.items():
        what = "the gradient of x"
        if name == "out":
            what = "the gradient of out, which is the tensor that was returned and no copy,"
        expect_close(or_zeros(got[name], theirs), theirs, name=told(what, got[name]))


@observe
def side_by_side(m, name, made, values, xs, kept):
    """What two layers of one class hold, after both were made, filled with `values` and called.

    made     for each layer its arguments by place, and those by name
    kept     the attributes to look at
    """
    layers = [getattr(m, name)(*sizes, **options) for sizes, options in made]
    for layer, own in zip(layers, values):  # noqa: B905
        for attribute, value in own.items():
            getattr(layer, attribute).detach().copy_(value)
    for layer, x in zip(layers, xs):  # noqa: B905
        layer(x)
    attributes = [{name: getattr(layer, name) for name in kept} for layer in layers]
    return {"attributes": attributes, "parameters": [[*layer.parameters()] for layer in layers]}


def expect_apart(
    student: Any,
    name: str,
    made: list[tuple[tuple[int, ...], dict[str, Any]]],
    values: list[dict[str, Tensor]],
    xs: list[Tensor],
    right: list[dict[str, Tensor]],
) -> None:
    """Each of two layers holds its own, after both were made, filled with `values` and called.

    right    what attributes of each hold then, beside `values`
    """
    kept = [*values[0], *right[0]]

    got = student.run(side_by_side, name, made, values, xs, kept)

    for i, which in enumerate(("first", "second")):
        of_one = f"of the {which} of two layers, after both were made and called"
        for attribute, wanted in (values[i] | right[i]).items():
            mine = got["attributes"][i][attribute]
            if isinstance(mine, Tensor) and wanted.dim() == 1:
                mine = mine.reshape(-1)
            expect_close(mine, wanted, name=f"{attribute} {of_one}")
        listed = parts(got["parameters"][i], len(values[i]))
        for number, (mine, wanted) in enumerate(zip(listed, values[i].values(), strict=True)):
            expect_close(
                mine.reshape(-1), wanted.reshape(-1), name=f"parameters()[{number}] {of_one}"
            )


@observe
def new_batchnorm(m, x):
    """What a new BatchNorm1d has, as plain rows, and then its output for x."""
    bn = m.BatchNorm1d(x.shape[1])
    names = ["gamma", "beta", "running_mean", "running_var"]
    rows = [getattr(bn, name).reshape(-1).clone() for name in names]
    listed = [p.reshape(-1).clone() for p in bn.parameters()]
    return {"rows": rows, "training": bn.training, "parameters": listed, "y": bn(x)}


@observe
def train_batchnorm(m, xs, gamma, beta, options):
    """The outputs for the batches xs, one after the other in training, and the buffers after."""
    bn = m.BatchNorm1d(xs[0].shape[1], **options)
    bn.gamma.detach().copy_(gamma)
    bn.beta.detach().copy_(beta)
    ys = [bn(x) for x in xs]
    return {
        "ys": ys,
        "out": bn.out,
        "running_mean": bn.running_mean.reshape(-1),
        "running_var": bn.running_var.reshape(-1),
    }


@observe
def evaluate_batchnorm(m, x, gamma, beta, mean, var, options):
    """The output for x in evaluation with these buffers, and the buffers after."""
    bn = m.BatchNorm1d(x.shape[1], **options)
    bn.gamma.detach().copy_(gamma)
    bn.beta.detach().copy_(beta)
    bn.running_mean.detach().copy_(mean)
    bn.running_var.detach().copy_(var)
    bn.training = False
    y = bn(x)
    buffers = [bn.running_mean.reshape(-1), bn.running_var.reshape(-1)]
    return {"y": y, "out": bn.out, "buffers": buffers}


@observe
def batchnorm_gradients(m, x, gamma, beta, dy, dbuffers):
    """Gradients of x, gamma, beta and `out`, and which buffers ask for gradients afterwards.

    The loss has the buffers in it, too: where no gradient is recorded for them, that changes none.
    """
    bn = m.BatchNorm1d(x.shape[1])
    bn.gamma.detach().copy_(gamma)
    bn.beta.detach().copy_(beta)
    params = [p.requires_grad_() for p in bn.parameters()]
    x.requires_grad_()
    y = bn(x)
    try:  # noqa: SIM105 - a driver has no contextlib
        bn.out.retain_grad()
    except RuntimeError:
        pass  # nothing leads back from it
    buffers = [bn.running_mean, bn.running_var]
    mean, var = [(b.reshape(-1) * d).sum() for b, d in zip(buffers, dbuffers)]  # noqa: B905
    ((y * dy).sum() + mean + var).backward()
    return {
        "gradients": [x.grad, *[p.grad for p in params]],
        "out": bn.out.grad,
        "asking": [b.requires_grad for b in buffers],
    }


def expect_gradients(got: Any, x: Tensor, gamma: Tensor, beta: Tensor, dy: Tensor) -> None:
    """Gradients of x, gamma and beta, and buffers that ask for none."""
    leaves = [t.double().requires_grad_() for t in (x, gamma, beta)]
    right = torch.autograd.grad((normalised(*leaves)[0] * dy).sum(), leaves)
    found = parts(got["gradients"], 3)
    for name, mine, theirs in zip(("x", "gamma", "beta"), found, right, strict=True):
        row = mine.reshape(-1) if isinstance(mine, Tensor) and name != "x" else mine
        scale = float((dy[:, None] * gamma).abs().max()) if name == "x" else None
        expect_close(row, theirs.float(), scale=scale, name=f"the gradient of {name}")
    expect_through(got, {"out": dy})
    asking = {name: bool(a) for name, a in zip(("mean", "var"), got["asking"], strict=True)}
    none = {"mean": False, "var": False}
    expect_equal(asking, none, name="which of the running values ask for gradients")


@observe
def call_tanh(m, x):
    """The output for x, `out`, x as it is afterwards, and the parameters."""
    layer = m.Tanh()
    y = layer(x)
    return {"y": y, "out": layer.out, "x": x, "parameters": [*layer.parameters()]}


@observe
def tanh_gradients(m, x, dy):
    """The gradients of x and of `out` through Tanh."""
    layer = m.Tanh()
    x.requires_grad_()
    y = layer(x)
    try:  # noqa: SIM105 - a driver has no contextlib
        layer.out.retain_grad()
    except RuntimeError:
        pass  # nothing leads back from it
    # x has a gradient, of zeros, also where the output does not lead back to it.
    (0 * x.sum() + (y * dy).sum()).backward()
    return {"x": x.grad, "out": layer.out.grad}


@observe
def drawn_twice(m, name, sizes, generator):
    """The weights of two layers made one after the other by one generator."""
    return [getattr(m, name)(*sizes, generator=generator).weight for _layer in range(2)]


@observe
def modes_set(m, kinds, places, means, flags, x):
    """Outputs of the BatchNorm1d at these places of a list, after set_training with each flag.

    kinds    the class and the sizes of each layer of the list
    means    running_mean of each BatchNorm1d at first
    """
    layers = [getattr(m, kind)(*sizes) for kind, sizes in kinds]
    norms, found = [layers[i] for i in places], []
    for norm, mean in zip(norms, means):  # noqa: B905
        norm.running_mean.detach().copy_(mean)
    for flag in flags:
        m.set_training(layers, flag)
        found.append([norm(x) for norm in norms])
    return found


def expect_modes(student: Any, gen: torch.Generator, names: Sequence[str], x: Tensor) -> None:
    """set_training reaches every BatchNorm1d of a list of layers with these names."""
    d = x.shape[1]
    sizes = {"BatchNorm1d": (d,), "Linear": (d, d), "Tanh": ()}
    places = [i for i, name in enumerate(names) if name == "BatchNorm1d"]
    means = torch.randn(len(places), d, generator=gen)
    flags = mixed([True, False, False, True], gen)

    kinds = [(name, sizes[name]) for name in names]
    got = student.run(modes_set, kinds, places, list(means), flags, x)

    outs = [out for row in parts(got, len(flags)) for out in parts(row, len(places))]
    shape = f"a tensor of shape {tuple(x.shape)}"
    expect_equal([kind(out) for out in outs], [shape] * len(outs), name="the outputs")
    theirs = [torch.nn.BatchNorm1d(d, dtype=torch.float64) for _place in places]
    for norm, mean in zip(theirs, means, strict=True):
        norm.running_mean.copy_(mean)
    trained = normalised(x.double(), torch.ones(d).double(), torch.zeros(d).double())[0]
    right = []
    for flag in flags:
        moved = [norm.train(flag)(x.double()).detach() for norm in theirs]
        right += [trained if flag else y for y in moved]
    where = f"of the BatchNorm1d in {', '.join(names) or 'no layers'}"
    if places:
        # All of them in one, so that a wrong flag is told from a layer that was not found.
        found, wanted = torch.stack(outs), torch.stack(right).float()
        what = f"the outputs {where} after set_training with {', '.join(map(str, flags))}"
        expect_close(found, wanted, axes="call n dim", name=what)


@observe
def deep_mlp(m, sizes, options, X):
    """What build_deep_mlp builds, layer by layer, and the logits that it gives for X."""
    C, layers = m.build_deep_mlp(*sizes, **options)
    x = C[X].flatten(1)
    for layer in layers:
        x = layer(x)
    made = [{"kind": type(layer).__name__, "p": [*layer.parameters()]} for layer in layers]
    return {"C": C, "layers": made, "logits": x}


@observe
def switched(m, sizes, generator, calls):
    """The logits for each (flag, X) of calls; set_training gets the flag before."""
    C, layers = m.build_deep_mlp(*sizes, generator=generator)
    found = []
    for flag, X in calls:
        m.set_training(layers, flag)
        x = C[X].flatten(1)
        for layer in layers:
            x = layer(x)
        found.append(x)
    return found


def drawn(shapes: Sequence[tuple[int, int]], gen: torch.Generator) -> tuple[Tensor, list[Tensor]]:
    """C and the weights of the Linear layers, of these shapes."""
    C, *weights = [torch.randn(shape, generator=gen) for shape in shapes]
    return C, [W / W.shape[0] ** 0.5 for W in weights]


def right_logits(
    C: Tensor, weights: list[Tensor], X: Tensor, norms: Callable[[int, Tensor], Tensor]
) -> Tensor:
    """Logits in float64; norms(i, h) is what stands behind Linear number i."""
    h = C.double()[X].flatten(1)
    for i, W in enumerate(weights):
        before = norms(i, h @ W.double())
        h = before.tanh()
    return before


def batch_norms(weights: list[Tensor]) -> Callable[[int, bool, Tensor], Tensor]:
    """Batch normalisation number i, in training or evaluation; the last has a gamma of 0.1."""
    norms = [torch.nn.BatchNorm1d(W.shape[1], dtype=torch.float64) for W in weights]

    def norm(i: int, training: bool, h: Tensor) -> Tensor:
        # torch moves its buffers as is right; in training it normalises with n.
        y = norms[i].train(training)(h)
        if training:
            y = normalised(h, torch.ones_like(h[0]), torch.zeros_like(h[0]))[0]
        return (0.1 if i == len(weights) - 1 else 1.0) * y.detach()

    return norm
