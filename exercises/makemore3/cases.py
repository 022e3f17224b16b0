"""Inputs, right answers and readers of results for the checks of this topic.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks. What is right comes from torch.nn, autograd, or is worked out in
float64; a solution gets float32.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from grader import expect_equal, observe

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
def refusal(m, name, arguments):
    """Whether the function `name` raises ValueError for these arguments."""
    try:
        getattr(m, name)(*arguments)
    except ValueError:
        return "ValueError"
    return "no ValueError"


@observe
def keeping(m, name, arguments):
    """The result of a function, and its arguments as they are afterwards."""
    got = getattr(m, name)(*arguments)
    return {"got": got, "arguments": list(arguments)}


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
    params = []
    for value, gradient in zip(values, gradients):  # noqa: B905
        value.requires_grad_()
        value.grad = gradient
        params.append(value)
    got = getattr(m, name)(params, *arguments)
    for entry in got if isinstance(got, list) else []:
        # torch.Size is a tuple of its own kind, which cannot be sent.
        if isinstance(entry, dict) and isinstance(entry.get("shape"), tuple):
            entry["shape"] = tuple(entry["shape"])
    return got


def layer_values(
    shapes: Sequence[tuple[int, ...]], stds: Sequence[float], gen: torch.Generator
) -> list[Tensor]:
    """Tensors of these shapes with about these standard deviations and means half as large."""
    return [
        std * (torch.randn(shape, generator=gen) + 0.5)
        for shape, std in zip(shapes, stds, strict=True)
    ]


# Layers


@observe
def new_linear(m, fan_in, fan_out, options):
    """The parameters of a new Linear, as parameters() and as attributes give them."""
    layer = m.Linear(fan_in, fan_out, **options)
    listed = layer.parameters()
    return {"weight": layer.weight, "bias": layer.bias, "parameters": list(listed)}


@observe
def call_linear(m, weight, bias, x, dy):
    """The output of a Linear with these numbers, `out`, and the gradients that autograd finds."""
    layer = m.Linear(weight.shape[0], weight.shape[1], bias=bias is not None)
    layer.weight.detach().copy_(weight)
    if bias is not None:
        layer.bias.detach().copy_(bias)
    params = [p.requires_grad_() for p in layer.parameters()]
    y = layer(x)
    (y * dy).sum().backward()
    return {"y": y, "out": layer.out, "gradients": [p.grad for p in params]}


@observe
def new_batchnorm(m, dim):
    """Everything that a new BatchNorm1d has, as plain rows."""
    bn = m.BatchNorm1d(dim)
    names = ["gamma", "beta", "running_mean", "running_var"]
    rows = [getattr(bn, name).reshape(-1) for name in names]
    listed = [p.reshape(-1) for p in bn.parameters()]
    return {"rows": rows, "training": bool(bn.training), "parameters": listed}


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
def batchnorm_gradients(m, x, gamma, beta, dy):
    """Gradients of x, gamma and beta, and which of the four tensors ask for gradients after."""
    bn = m.BatchNorm1d(x.shape[1])
    bn.gamma.detach().copy_(gamma)
    bn.beta.detach().copy_(beta)
    params = [p.requires_grad_() for p in bn.parameters()]
    x.requires_grad_()
    (bn(x) * dy).sum().backward()
    four = [bn.gamma, bn.beta, bn.running_mean, bn.running_var]
    asks = torch.tensor([int(t.requires_grad) for t in four])
    gradients = [p.grad if p.grad is None else p.grad.reshape(-1) for p in params]
    return {"gradients": [x.grad, *gradients], "asks": asks}


@observe
def call_tanh(m, x):
    """The output for x, `out`, x as it is afterwards, and the number of parameters."""
    layer = m.Tanh()
    y = layer(x)
    return {"y": y, "out": layer.out, "x": x, "parameters": len(layer.parameters())}


@observe
def deep_mlp(m, sizes, options, X):
    """What build_deep_mlp builds, and the logits that it gives for X."""
    C, layers = m.build_deep_mlp(*sizes, **options)
    x = C[X].flatten(1)
    for layer in layers:
        x = layer(x)
    linear = [layer for layer in layers if type(layer).__name__ == "Linear"]
    return {
        "C": C,
        "kinds": [type(layer).__name__ for layer in layers],
        "weights": [layer.weight for layer in linear],
        "biases": len([layer for layer in linear if layer.bias is not None]),
        "parameters": sum(p.numel() for layer in layers for p in layer.parameters()),
        "logits": x,
    }


def right_deep_mlp(
    sizes: Sequence[int],
    X: Tensor,
    generator: torch.Generator,
    *,
    batchnorm: bool = True,
    gain: float = 1.0,
) -> tuple[Tensor, list[Tensor], list[Tensor]]:
    """C, the weights of the Linear layers in their order, and the right logits for X.

    The last Linear has the gain if batch normalisation follows it. That changes next to nothing,
    and the second logits are those without.
    """
    vocab, block, embedding, hidden, depth = (*sizes, 5)[:5]
    C = torch.randn(vocab, embedding, generator=generator)
    widths = [block * embedding, *[hidden] * depth, vocab]
    weights = []
    for i in range(depth + 1):
        W = torch.randn(widths[i], widths[i + 1], generator=generator) / widths[i] ** 0.5
        weights.append(W * (gain if i < depth or batchnorm else 0.1))
    h = C[X].flatten(1).double()
    for W in weights[:-1]:
        h = torch.tanh(_ready(h @ W.double(), batchnorm))
    last = h @ weights[-1].double()
    if not batchnorm:
        return C, weights, [last.float()]
    return C, weights, [(0.1 * _ready(x, True)).float() for x in (last, last / gain)]


def _ready(x: Tensor, batchnorm: bool) -> Tensor:
    ones, zeros = torch.ones_like(x[0]), torch.zeros_like(x[0])
    return normalised(x, ones, zeros)[0] if batchnorm else x


@observe
def flags(m, flag):
    """`training` of three BatchNorm1d among other layers: set the other way, then to `flag`."""
    first, second, third = m.BatchNorm1d(3), m.BatchNorm1d(4), m.BatchNorm1d(5)
    layers = [m.Linear(2, 3), first, m.Tanh(), m.Linear(3, 4), second, m.Tanh(), third]
    for layer in (first, second, third):
        layer.training = not flag
    m.set_training(layers, flag)
    return torch.tensor([int(layer.training) for layer in (first, second, third)])


@observe
def evaluated_alone(m, sizes, X, generator):
    """Logits in evaluation, of all rows at once and of each row alone."""
    C, layers = m.build_deep_mlp(*sizes, generator=generator)

    def logits(rows):
        x = C[rows].flatten(1)
        for layer in layers:
            x = layer(x)
        return x

    logits(X)
    m.set_training(layers, False)
    together = logits(X)
    alone = torch.cat([logits(X[i : i + 1]) for i in range(len(X))])
    m.set_training(layers, True)
    again = logits(X)
    return {"together": together, "alone": alone, "again": again}
