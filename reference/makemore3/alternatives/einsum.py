"""einsum and other spellings of a product."""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import torch
from torch.nn import functional as F


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    std = gain(nonlinearity) * torch.tensor(float(fan_in)).rsqrt()
    return torch.normal(0.0, 1.0, (fan_in, fan_out), generator=generator) * std


def fold_batchnorm(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma * (var + eps).rsqrt()
    if b is None:
        return torch.einsum("io,o->io", W, scale), beta - mean * scale
    return torch.einsum("io,o->io", W, scale), torch.einsum("o,o->o", b - mean, scale) + beta


def saturation_fraction(h, thr=0.97):
    inside = torch.logical_and(-thr <= h, h <= thr)
    return 1 - inside.double().mean().item()


def dead_units(h, thr=0.99):
    return torch.amin(h.abs(), dim=0) > thr


class Linear:
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        self.weight = torch.randn(fan_in, fan_out, generator=generator) * fan_in**-0.5
        self.bias = torch.zeros(fan_out) if bias else None

    def __call__(self, x):
        self.out = torch.einsum("...i,io->...o", x, self.weight)
        if self.bias is not None:
            self.out = self.out + self.bias
        return self.out

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    n = len(x)
    if n == 1:
        raise ValueError("n = 1")
    mean = torch.einsum("nd->d", x)[None] / n
    diff = x - mean
    var = torch.einsum("nd,nd->d", diff, diff)[None] / (n - 1)
    y = torch.einsum("nd,ad->nd", diff * (var + eps).rsqrt(), gamma) + beta
    return y, mean, var


def zero_init_report(model, X, Y):
    names = list(model)
    leaves = [model[name].detach().requires_grad_() for name in names]
    loss = F.nll_loss(forward(dict(zip(names, leaves, strict=True)), X).log_softmax(1), Y)
    gradients = torch.autograd.grad(loss, leaves)
    return {name: torch.count_nonzero(g) > 0 for name, g in zip(names, gradients, strict=True)}
