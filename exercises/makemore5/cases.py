"""Inputs, right answers and readers of results for the checks of the layers of this topic.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks. What is right comes from torch.nn, autograd, or is worked out in
float64; a solution gets float32.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from grader import observe

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


@observe
def refused(m, name, options, x):
    """Whether a layer `name` raises ValueError for x."""
    layer = getattr(m, name)(*options)
    try:
        layer(x)
    except ValueError:
        return "ValueError"
    return "no ValueError"


# Embedding and Linear


@observe
def new_layer(m, name, sizes, options):
    """The parameters of a new Embedding or Linear, as parameters() and as attributes give them."""
    layer = getattr(m, name)(*sizes, **options)
    listed = list(layer.parameters())
    return {"weight": layer.weight, "bias": getattr(layer, "bias", None), "parameters": listed}


@observe
def look_up(m, weight, IX, dy):
    """The rows of an Embedding with this weight, `out`, and the gradient that autograd finds."""
    layer = m.Embedding(weight.shape[0], weight.shape[1])
    layer.weight.detach().copy_(weight)
    [p] = [p.requires_grad_() for p in layer.parameters()]
    y = layer(IX)
    if y is not None and y.shape == dy.shape:
        (y * dy).sum().backward()
    return {"y": y, "out": layer.out, "gradient": p.grad}


@observe
def call_linear(m, weight, bias, x, dy):
    """The output of a Linear with these numbers, `out`, and the gradients that autograd finds."""
    layer = m.Linear(weight.shape[0], weight.shape[1], bias=bias is not None)
    layer.weight.detach().copy_(weight)
    if bias is not None:
        layer.bias.detach().copy_(bias)
    params = [p.requires_grad_() for p in layer.parameters()]
    y = layer(x)
    if y is not None and y.shape == dy.shape:
        (y * dy).sum().backward()
    return {"y": y, "out": layer.out, "gradients": [p.grad for p in params]}


# FlattenConsecutive


@observe
def join(m, n, x):
    """What FlattenConsecutive(n) makes of x, `out`, x as it is after, and how many parameters."""
    layer = m.FlattenConsecutive(n)
    y = layer(x)
    return {"y": y, "out": layer.out, "x": x, "parameters": len(layer.parameters())}


@observe
def join_backward(m, n, x, dy):
    """The gradient of x through FlattenConsecutive(n)."""
    x.requires_grad_()
    (m.FlattenConsecutive(n)(x) * dy).sum().backward()
    return x.grad


def joined(x: Tensor, n: int) -> Tensor:
    """The right answer: place 0, n, 2n ... beside place 1, n + 1, ..., and so on."""
    places = torch.cat([x[:, k::n] for k in range(n)], dim=2)
    return places[:, 0] if places.shape[1] == 1 else places


# BatchNorm1d


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
def batchnorm_gradients(m, x, gamma, beta, dy):
    """Gradients of x, gamma and beta, and which of the four tensors ask for gradients after."""
    bn = m.BatchNorm1d(x.shape[-1])
    bn.gamma.detach().copy_(gamma)
    bn.beta.detach().copy_(beta)
    params = [p.requires_grad_() for p in bn.parameters()]
    x.requires_grad_()
    (bn(x) * dy).sum().backward()
    four = [bn.gamma, bn.beta, bn.running_mean, bn.running_var]
    asks = torch.tensor([int(t.requires_grad) for t in four])
    gradients = [p.grad if p.grad is None else p.grad.reshape(-1) for p in params]
    return {"gradients": [x.grad, *gradients], "asks": asks}


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
