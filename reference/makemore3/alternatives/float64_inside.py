"""float64 inside, rounded at the end."""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import torch


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    numbers = torch.randn(fan_in, fan_out, generator=generator).double()
    return (numbers * gain(nonlinearity) / fan_in**0.5).float()


def activation_stats(layers):
    outs = [layer.out.double() for layer in layers]
    return [
        {
            "saturated": torch.mean((h.abs() > 0.97).double()) * 100,
            "std": h.std(),
            "mean": h.mean(),
        }
        for h in outs
    ]


def update_ratio(params, lr):
    pairs = [(p.detach().double().std(), p.grad.double().std()) for p in params]
    return [(torch.log10(lr * g) - torch.log10(p)).item() for p, g in pairs]


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    if x.size(0) <= 1:
        raise ValueError("batch too small")
    h = x.double()
    mean, var = h.mean(0, keepdim=True), h.var(0, unbiased=True, keepdim=True)
    y = gamma.double() * (h - mean) * (var + eps) ** -0.5 + beta.double()
    return [t.to(x.dtype) for t in (y, mean, var)]


def fold_batchnorm(W, b, gamma, beta, mean, var, eps=1e-5):
    doubles = [torch.zeros_like(mean).double() if b is None else b.double()]
    b, gamma, beta, mean, var = doubles + [t.double() for t in (gamma, beta, mean, var)]
    scale = gamma / (var + eps) ** 0.5
    return [(W.double() @ torch.diag(scale)).float(), (b * scale - mean * scale + beta).float()]


class Linear:
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        weight = torch.randn(fan_in, fan_out, generator=generator).double() / fan_in**0.5
        self.weight = weight.float()
        self.bias = torch.zeros(fan_out) if bias else None

    def __call__(self, x):
        out = x.double() @ self.weight.double()
        if self.bias is not None:
            out = out + self.bias.double()
        self.out = out.float()
        return self.out

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]


class BatchNorm1d:
    def __init__(self, dim, eps=1e-5, *, momentum=0.1):
        self.eps = eps
        self.momentum = momentum
        self.training = True
        self.gamma = torch.ones(dim)
        self.beta = torch.zeros(dim)
        self.running_mean = torch.zeros(dim)
        self.running_var = torch.ones(dim)

    def __call__(self, x):
        h = x.double()
        if self.training:
            mean = h.mean(0)
            var = ((h - mean) ** 2).sum(0) / (len(h) - 1)
            new_mean, new_var = mean.detach().float(), var.detach().float()
            self.running_mean = self.running_mean + self.momentum * (new_mean - self.running_mean)
            self.running_var = self.running_var + self.momentum * (new_var - self.running_var)
        else:
            mean, var = self.running_mean.double(), self.running_var.double()
        self.out = (self.gamma * (h - mean) / (var + self.eps) ** 0.5 + self.beta).float()
        return self.out

    def parameters(self):
        return [self.gamma, self.beta]


class Tanh:
    def __call__(self, x):
        e = (2 * x.double()).clamp(-600, 600).exp()
        self.out = ((e - 1) / (e + 1)).float()
        return self.out

    def parameters(self):
        return []
