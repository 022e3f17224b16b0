"""F.linear, torch.std_mean, math.log10, and a running average written as a step towards it.

Functions that torch and Python have ready do most of the work. The solution above writes out
more of what these functions do.
"""

import math

import torch
from torch.nn import functional as F


def expected_initial_loss(vocab):
    if vocab <= 0:
        raise ValueError
    return F.cross_entropy(torch.zeros(1, vocab).double(), torch.tensor([0])).item()


def activation_stats(layers):
    stats = []
    for layer in layers:
        std, mean = torch.std_mean(layer.out)
        far = torch.gt(layer.out.abs(), 0.97).sum().item() / layer.out.numel()
        stats.append({"mean": float(mean), "std": float(std), "saturated": far * 100.0})
    return stats


def update_ratio(params, lr):
    ratios = []
    for p in params:
        above = (p.grad * -lr).std().item()
        below = p.data.std().item()
        try:
            ratios.append(math.log10(above / below))
        except ZeroDivisionError:
            ratios.append(float("inf"))
    return ratios


def batchnorm_equation_terms(x, gamma=1.0, *, beta=0.0, eps=0.0):
    x = torch.tensor(x, dtype=torch.float64)
    sigma2, mu = torch.var_mean(x)
    xhat = (x - mu) / (sigma2 + eps).sqrt()
    return {"mu": mu, "sigma2": sigma2, "xhat": xhat, "y": gamma * xhat + beta}


class Linear:
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        self.weight = torch.randn(fan_in, fan_out, generator=generator).div(math.sqrt(fan_in))
        self.bias = torch.zeros(fan_out) if bias else None
        self.params = [self.weight] + [self.bias] * bias

    def __call__(self, x):
        self.out = F.linear(x, self.weight.T, self.bias)
        return self.out

    def parameters(self):
        return self.params


class BatchNorm1d:
    def __init__(self, dim, eps=1e-5, *, momentum=0.1):
        self.eps, self.momentum = eps, momentum
        self.training = True
        self.gamma = torch.ones(dim)
        self.beta = torch.zeros(dim)
        self.running_mean = torch.zeros(dim)
        self.running_var = torch.ones(dim)

    def __call__(self, x):
        self.out = self._train(x) if self.training else self._evaluate(x)
        return self.out

    def _train(self, x):
        std, mean = torch.std_mean(x, dim=0)
        with torch.no_grad():
            self.running_mean += self.momentum * (mean - self.running_mean)
            self.running_var += self.momentum * (std**2 - self.running_var)
        return self._normalised(x, mean, std**2)

    def _evaluate(self, x):
        return self._normalised(x, self.running_mean, self.running_var)

    def _normalised(self, x, mean, var):
        return self.gamma * ((x - mean) / (var + self.eps).sqrt()) + self.beta

    def parameters(self):
        return [self.gamma, self.beta]


class Tanh:
    def __init__(self):
        self.out = None

    def __call__(self, x):
        self.out = F.tanh(x)
        return self.out

    def parameters(self):
        return []


def set_training(layers, flag):
    norms = [layer for layer in layers if type(layer) is BatchNorm1d]
    for norm in norms:
        setattr(norm, "training", flag)  # noqa: B010
