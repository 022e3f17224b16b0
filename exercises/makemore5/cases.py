"""Inputs, right answers and readers of results for the checks of the layers of this topic.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks. What is right comes from torch.nn, autograd, or is worked out in
float64; a solution gets float32.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_equal, observe

# Why a shuffled copy, or zeros, may be right: what is asked for is one and the same number.
EQUAL = "all entries of the right answer are equal, so their order tells nothing"


def kind(value: Any) -> str:
    """What a result is, in words."""
    if isinstance(value, Tensor):
        one = value.numel() == 1
        return "a number" if one else f"a tensor of shape {tuple(value.shape)}"
    if isinstance(value, list | tuple):
        return f"a list or tuple of {len(value)}"
    if isinstance(value, int | float):
        return "a number"
    return "None" if value is None else f"a value of type {type(value).__name__}"


def parts(value: Any, count: int) -> list[Any]:
    """The values in a list or tuple of `count`."""
    expect_equal(kind(value), f"a list or tuple of {count}", name="what is returned")
    return list(value)


def mixed(values: Sequence[Any], gen: torch.Generator) -> list[Any]:
    """The values in another order."""
    return [values[i] for i in torch.randperm(len(values), generator=gen).tolist()]


def accepted(found: Any, calls: Sequence[str], refused: Sequence[bool]) -> list[Any]:
    """The results of the calls that are right; expects ValueError from the refused ones."""
    for value, call, refuse in zip(parts(found, len(calls)), calls, refused, strict=True):
        raised = "ValueError" if isinstance(value, str) else "no ValueError"
        wanted = "ValueError" if refuse else "no ValueError"
        expect_equal(raised, wanted, name=f"what {call} raises")
    return [value for value in found if not isinstance(value, str)]


@observe
def called(m, name, options, xs):
    """What a layer `name` makes of each x, with the text "ValueError" where it raises one."""
    found = []
    for x in xs:
        layer = getattr(m, name)(*options)
        try:
            found.append(layer(x))
        except ValueError:
            found.append("ValueError")
    return found


# Embedding and Linear


@observe
def new_layer(m, name, sizes, options, attributes):
    """The parameters of a new Embedding or Linear, and the attributes of these names."""
    layer = getattr(m, name)(*sizes, **options)
    values = {attribute: getattr(layer, attribute) for attribute in attributes}
    return values | {"parameters": [*layer.parameters()]}


@observe
def without_generator(m, name, sizes, seed):
    """The weights of two layers without a generator, after torch's own got a seed."""
    torch.manual_seed(seed)
    return [getattr(m, name)(*sizes).weight for _layer in range(2)]


@observe
def drawn_twice(m, name, sizes, generator):
    """The weights of two layers made one after the other by one generator."""
    return [getattr(m, name)(*sizes, generator=generator).weight for _layer in range(2)]


@observe
def called_with(m, name, sizes, options, values, x):
    """The output of an Embedding or Linear with these values, and `out`."""
    layer = getattr(m, name)(*sizes, **options)
    for attribute, value in values.items():
        getattr(layer, attribute).detach().copy_(value)
    return {"y": layer(x), "out": layer.out}


@observe
def gradients_with(m, name, sizes, options, values, x, dy, through):
    """The gradients that autograd finds for the parameters of the same layer, x and `out`.

    That of `out` is dy if it is the very tensor that was returned.

    through  whether there is a gradient of x
    """
    layer = getattr(m, name)(*sizes, **options)
    for attribute, value in values.items():
        getattr(layer, attribute).detach().copy_(value)
    params = [p.requires_grad_() for p in layer.parameters()]
    if through:
        x.requires_grad_()
    y = layer(x)
    try:  # noqa: SIM105 - a driver has no contextlib
        layer.out.retain_grad()
    except RuntimeError:
        pass  # nothing leads back from it
    (y * dy).sum().backward()
    return {"parameters": [p.grad for p in params], "x": x.grad, "out": layer.out.grad}


def expect_through(got: Any, right: dict[str, Tensor]) -> None:
    """Gradients go on to x, and arrive at `out`."""
    for name, theirs in right.items():
        what = "the gradient of x"
        if name == "out":
            what = "the gradient of out, which is the tensor that was returned and no copy,"
        mine = torch.zeros_like(theirs) if got[name] is None else got[name]
        if got[name] is None:
            what += " (it is None, and counts as 0)"
        expect_close(mine, theirs, name=what)


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


# FlattenConsecutive


@observe
def join(m, n, x):
    """What FlattenConsecutive(n) makes of x, `out`, x as it is after, and the parameters."""
    layer = m.FlattenConsecutive(n)
    y = layer(x)
    return {"y": y, "out": layer.out, "x": x, "parameters": [*layer.parameters()]}


@observe
def join_backward(m, n, x, dy):
    """The gradients of x and of `out` through FlattenConsecutive(n)."""
    layer = m.FlattenConsecutive(n)
    x.requires_grad_()
    y = layer(x)
    try:  # noqa: SIM105 - a driver has no contextlib
        layer.out.retain_grad()
    except RuntimeError:
        pass  # nothing leads back from it
    # x has a gradient, of zeros, also where the output does not lead back to it.
    (0 * x.sum() + (y * dy).sum()).backward()
    return {"x": x.grad, "out": layer.out.grad}


def joined(shape: tuple[int, int, int], n: int, gen: torch.Generator) -> tuple[Tensor, Tensor]:
    """x of this shape and the right answer: the answer is drawn, and taken apart again."""
    B, T, C = shape
    rows = [torch.randn(B, n * C, generator=gen) for _row in range(T // n)]
    x = torch.stack([place for row in rows for place in row.split(C, dim=1)], dim=1)
    return x, torch.stack(rows, dim=1) if len(rows) > 1 else rows[0]


# BatchNorm1d


@observe
def new_batchnorm(m, x):
    """What a new BatchNorm1d has, as plain rows, and then its output for x."""
    bn = m.BatchNorm1d(x.shape[-1])
    names = ["gamma", "beta", "running_mean", "running_var"]
    rows = [getattr(bn, name).reshape(-1).clone() for name in names]
    listed = [p.reshape(-1).clone() for p in bn.parameters()]
    return {"rows": rows, "training": bn.training, "parameters": listed, "y": bn(x)}


@observe
def train_batchnorm(m, xs, gamma, beta, options):
    """The outputs for the batches xs, one after the other in training, and the buffers after."""
    bn = m.BatchNorm1d(xs[0].shape[-1], **options)
    bn.gamma.detach().copy_(gamma)
    bn.beta.detach().copy_(beta)
    ys = [bn(x) for x in xs]
    buffers = [bn.running_mean.reshape(-1), bn.running_var.reshape(-1)]
    return {"ys": ys, "out": bn.out, "buffers": buffers}


@observe
def evaluate_batchnorm(m, x, gamma, beta, mean, var, options):
    """The output for x in evaluation with these buffers, and the buffers after."""
    bn = m.BatchNorm1d(x.shape[-1], **options)
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
    """Gradients of x, the parameters and `out`, and which buffers ask for gradients afterwards.

    The loss has the buffers in it, too: where no gradient is recorded for them, that changes none.
    """
    bn = m.BatchNorm1d(x.shape[-1])
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
    count = len(got["gradients"])
    expect_equal(count, 3, name="the number of tensors: x and the parameters")
    for name, mine, theirs in zip(("x", "gamma", "beta"), got["gradients"], right, strict=True):
        row = mine.reshape(-1) if isinstance(mine, Tensor) and name != "x" else mine
        scale = float((dy[:, None] * gamma).abs().max()) if name == "x" else None
        expect_close(row, theirs.float(), scale=scale, name=f"the gradient of {name}")
    expect_through(got, {"out": dy})
    asking = {name: bool(a) for name, a in zip(("mean", "var"), got["asking"], strict=True)}
    none = {"mean": False, "var": False}
    expect_equal(asking, none, name="which of the running values ask for gradients")


def normalised(
    x: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    """y, mean (d,) and var (d,) of batch normalisation with n - 1, by way of torch's with n.

    torch wants the units on the second axis: (B, d) or (B, d, T).
    """
    n = x[..., 0].numel()
    less = (n - 1) / n
    rows = x.reshape(n, -1)
    channels = x.transpose(1, -1)
    y = F.batch_norm(
        channels, None, None, gamma * less**0.5, beta, training=True, eps=eps * less
    ).transpose(1, -1)
    return y, rows.mean(0), rows.var(0)


def buffers_of_torch(xs: list[Tensor], dim: int, momentum: float) -> list[Tensor]:
    """running_mean and running_var of torch.nn.BatchNorm1d after the batches xs."""
    theirs = torch.nn.BatchNorm1d(dim, momentum=momentum, dtype=torch.float64)
    for x in xs:
        theirs(x.double().transpose(1, -1))
    return [theirs.running_mean.float(), theirs.running_var.float()]


def spread(shape: tuple[int, ...], gen: torch.Generator) -> Tensor:
    """Numbers whose units have means from -2 to 2 and standard deviations from 0.3 to 3.

    Rounding grows with the mean over the standard deviation, so this stays small. The places of a
    context differ in their means, so that statistics of each place are others.
    """
    d = shape[-1]
    z = torch.randn(shape, generator=gen, dtype=torch.float64)
    if len(shape) == 3:
        z = z + torch.randn(1, *shape[1:], generator=gen, dtype=torch.float64)
    rows = z.reshape(-1, d)
    z = (z - rows.mean(0)) / rows.std(0)
    std = 0.3 * 10 ** torch.rand(d, generator=gen, dtype=torch.float64)
    mean = std * (2 * torch.rand(d, generator=gen, dtype=torch.float64) - 1)
    return (mean + std * z).float()


def factors(d: int, gen: torch.Generator) -> tuple[Tensor, Tensor]:
    """gamma (d,) and beta (d,), both signs, nowhere near 0 or 1."""
    sign = 2 * torch.randint(2, (2, d), generator=gen) - 1
    gamma, beta = sign * (1.2 + torch.rand(2, d, generator=gen))
    return gamma, beta
