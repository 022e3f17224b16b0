"""F.embedding, F.linear, F.pad, unflatten, movedim, chunk, and running averages as steps.

Functions that torch has ready do most of the work. The solution above writes out more of what
these functions do.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import math

import torch
from torch.nn import functional as F


class Embedding:
    def __init__(self, num, dim, *, generator=None):
        self.weight = torch.empty(num, dim).normal_(generator=generator)

    def __call__(self, IX):
        self.out = F.embedding(IX, self.weight)
        return self.out

    def parameters(self):
        return (self.weight,)


class FlattenConsecutive:
    def __init__(self, n):
        self.n = n

    def __call__(self, x):
        if x.size(1) % self.n:
            raise ValueError
        groups = x.unflatten(1, (-1, self.n)).flatten(2)
        self.out = groups[:, 0] if groups.size(1) == 1 else groups
        return self.out

    def parameters(self):
        return ()


class Linear:
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        weight = torch.normal(0.0, 1.0, (fan_in, fan_out), generator=generator)
        self.weight = weight / math.sqrt(fan_in)
        self.bias = torch.zeros(fan_out) if bias else None
        self._params = [self.weight] + [self.bias] * bias

    def __call__(self, x):
        self.out = F.linear(x, self.weight.mT, self.bias)
        return self.out

    def parameters(self):
        return self._params


class BatchNorm1d:
    def __init__(self, dim, eps=1e-5, *, momentum=0.1):
        self.dim, self.eps, self.momentum = dim, eps, momentum
        self.gamma, self.beta = torch.ones(dim), torch.zeros(dim)
        self.running_mean, self.running_var = torch.zeros(1, dim), torch.ones(1, dim)
        self.training = True

    def __call__(self, x):
        if x.ndim > 3 or x.ndim < 2:
            raise ValueError(x.ndim)
        # The places become rows, so that there is one case.
        rows = x.flatten(0, -2)
        if self.training:
            var, mean = torch.var_mean(rows, dim=0, keepdim=True)
            self.running_mean = torch.lerp(self.running_mean, mean.detach(), self.momentum)
            self.running_var = torch.lerp(self.running_var, var.detach(), self.momentum)
        else:
            mean, var = self.running_mean, self.running_var
        rows = torch.addcmul(self.beta, (rows - mean) * torch.rsqrt(var + self.eps), self.gamma)
        self.out = rows.view_as(x)
        return self.out

    def parameters(self):
        return [self.gamma, self.beta]


class Sequential:
    def __init__(self, layers):
        self.layers = list(layers)
        self.training = True

    def __call__(self, x):
        self.out = x
        for layer in self.layers:
            self.out = layer(self.out)
        return self.out

    def parameters(self):
        return list({id(p): p for layer in self.layers for p in layer.parameters()}.values())

    def train(self, flag=True):
        for layer in [self, *self.layers]:
            if layer is not self and hasattr(layer, "train"):
                layer.train(flag)
            else:
                layer.training = flag
        return self


def build_flat(vocab_size, block_size, n_embd, n_hidden, *, generator):
    C = Embedding(vocab_size, n_embd, generator=generator)
    hidden = Linear(block_size * n_embd, n_hidden, False, generator=generator)
    last = Linear(n_hidden, vocab_size, generator=generator)
    last.weight.mul_(0.1)
    level = Sequential([FlattenConsecutive(block_size), hidden, BatchNorm1d(n_hidden), Tanh()])
    return Sequential([C, level, last])


def build_hierarchical(vocab_size, block_size=8, *, n_embd, n_hidden, generator):
    if block_size < 2 or math.log2(block_size) % 1:
        raise ValueError(f"{block_size} is no power of 2")
    layers = [Embedding(vocab_size, n_embd, generator=generator)]
    for level in range(int(math.log2(block_size))):
        linear = Linear(2 * (n_hidden if level else n_embd), n_hidden, False, generator=generator)
        inside = [FlattenConsecutive(2), linear, BatchNorm1d(n_hidden), Tanh()]
        layers.append(Sequential(inside))
    layers.append(Linear(n_hidden, vocab_size, generator=generator))
    layers[-1].weight.mul_(0.1)
    return Sequential(layers)


def evaluate(model, X, Y):
    mode = model.training
    try:
        model.train(False)
        with torch.inference_mode():
            scores = model(X)
            logprobs = scores.log_softmax(-1).gather(-1, Y.unsqueeze(-1))
            return -logprobs.mean().item()
    finally:
        model.train(mode)


def smooth(losses, k):
    if not 0 < k <= len(losses):
        raise ValueError
    points = torch.tensor(losses, dtype=torch.float64).unfold(0, k, k)
    return points.mean(-1).float()


def dilated_forward(emb, weights, seq):
    size = 1 << len(weights)
    if seq.numel() < size:
        raise ValueError
    h = F.embedding(seq, emb)
    dilation = 1
    for W in weights:
        # conv1d wants (out, in, 2) and the channels in front of the places.
        kernel = W.view(2, -1, W.shape[1]).permute(2, 1, 0)
        h = torch.tanh(F.conv1d(h.T[None], kernel, dilation=dilation)[0].T)
        dilation *= 2
    return h
