"""The structure of the lecture's notebook, with the stubs' signatures and nothing beyond: view, no
errors of its own, parameters by a comprehension, modes switched by a loop over the layers."""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import torch
from torch.nn import functional as F


class Embedding:
    def __init__(self, num_embeddings, embedding_dim, generator=None):
        self.weight = torch.randn((num_embeddings, embedding_dim), generator=generator)

    def __call__(self, IX):
        self.out = self.weight[IX]
        return self.out

    def parameters(self):
        return [self.weight]


class FlattenConsecutive:
    def __init__(self, n):
        self.n = n

    def __call__(self, x):
        B, T, C = x.shape
        x = x.view(B, T // self.n, C * self.n)
        if x.shape[1] == 1:
            x = x.squeeze(1)
        self.out = x
        return self.out

    def parameters(self):
        return []


class Linear:
    def __init__(self, fan_in, fan_out, bias=True, generator=None):
        self.weight = torch.randn((fan_in, fan_out), generator=generator) / fan_in**0.5
        self.bias = torch.zeros(fan_out) if bias else None

    def __call__(self, x):
        self.out = x @ self.weight
        if self.bias is not None:
            self.out += self.bias
        return self.out

    def parameters(self):
        return [self.weight] + ([] if self.bias is None else [self.bias])


class BatchNorm1d:
    def __init__(self, dim, eps=1e-5, momentum=0.1):
        self.eps = eps
        self.momentum = momentum
        self.training = True
        self.gamma = torch.ones(dim)
        self.beta = torch.zeros(dim)
        self.running_mean = torch.zeros(dim)
        self.running_var = torch.ones(dim)

    def __call__(self, x):
        if self.training:
            if x.ndim == 2:
                dim = 0
            elif x.ndim == 3:
                dim = (0, 1)
            xmean = x.mean(dim, keepdim=True)
            xvar = x.var(dim, keepdim=True)
        else:
            xmean = self.running_mean
            xvar = self.running_var
        xhat = (x - xmean) / torch.sqrt(xvar + self.eps)
        self.out = self.gamma * xhat + self.beta
        if self.training:
            with torch.no_grad():
                self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * xmean
                self.running_var = (1 - self.momentum) * self.running_var + self.momentum * xvar
        return self.out

    def parameters(self):
        return [self.gamma, self.beta]


class Sequential:
    def __init__(self, layers):
        self.layers = layers

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        self.out = x
        return self.out

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]


def trace_shapes(model, x):
    model(x)
    return [(layer.__class__.__name__, tuple(layer.out.shape)) for layer in model.layers]


def build_flat(vocab_size, block_size, n_embd, n_hidden, generator):
    model = Sequential(
        [
            Embedding(vocab_size, n_embd, generator=generator),
            FlattenConsecutive(block_size),
            Linear(n_embd * block_size, n_hidden, bias=False, generator=generator),
            BatchNorm1d(n_hidden),
            Tanh(),
            Linear(n_hidden, vocab_size, generator=generator),
        ]
    )
    with torch.no_grad():
        model.layers[-1].weight *= 0.1
    return model


def build_hierarchical(vocab_size, block_size=8, n_embd=10, n_hidden=68, generator=None):
    layers = [Embedding(vocab_size, n_embd, generator=generator)]
    width = n_embd
    while block_size > 1:
        layers += [
            FlattenConsecutive(2),
            Linear(width * 2, n_hidden, bias=False, generator=generator),
            BatchNorm1d(n_hidden),
            Tanh(),
        ]
        width, block_size = n_hidden, block_size // 2
    model = Sequential([*layers, Linear(n_hidden, vocab_size, generator=generator)])
    with torch.no_grad():
        model.layers[-1].weight *= 0.1
    return model


@torch.no_grad()
def evaluate(model, x, y):
    for layer in model.layers:
        layer.training = False
    logits = model(x)
    loss = F.cross_entropy(logits, y)
    return loss.item()


def sample(model, count, block_size=8, generator=None):
    itos = {i + 1: s for i, s in enumerate("abcdefghijklmnopqrstuvwxyz")}
    itos[0] = "."
    for layer in model.layers:
        layer.training = False
    names = []
    for _ in range(count):
        out = []
        context = [0] * block_size
        while True:
            logits = model(torch.tensor([context]))
            probs = F.softmax(logits, dim=1)
            ix = torch.multinomial(probs, num_samples=1, generator=generator).item()
            context = [*context[1:], ix]
            out.append(ix)
            if ix == 0:
                break
        names.append("".join(itos[i] for i in out[:-1]))
    return names


def smooth(lossi, k):
    return torch.tensor(lossi).view(-1, k).mean(1)
