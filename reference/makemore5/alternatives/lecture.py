"""As in the lecture's notebook: view or reshape, dims of a batch by ndim, keepdim, buffers that
become (1, 1, dim)."""

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
        if T % self.n != 0:
            raise ValueError(f"{T} is not divisible by {self.n}")
        x = x.contiguous().view(B, T // self.n, C * self.n)
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
        # parameters (trained with backprop)
        self.gamma = torch.ones(dim)
        self.beta = torch.zeros(dim)
        # buffers (trained with a running momentum update)
        self.running_mean = torch.zeros(dim)
        self.running_var = torch.ones(dim)

    def __call__(self, x):
        if x.ndim == 2:
            dim = 0
        elif x.ndim == 3:
            dim = (0, 1)
        else:
            raise ValueError("2 or 3 dimensions")
        if self.training:
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


def trace_shapes(model, x):
    model(x)
    shapes = []
    for layer in model.layers:
        shapes.append((layer.__class__.__name__, layer.out.shape))
    return shapes


def build_hierarchical(vocab_size, block_size=8, n_embd=10, n_hidden=68, generator=None):
    if block_size not in [2**k for k in range(1, 20)]:
        raise ValueError("block_size")
    layers = [Embedding(vocab_size, n_embd, generator=generator)]
    fan_in = n_embd
    left = block_size
    while left > 1:
        layers.append(FlattenConsecutive(2))
        layers.append(Linear(fan_in * 2, n_hidden, bias=False, generator=generator))
        layers.append(BatchNorm1d(n_hidden))
        layers.append(Tanh())
        fan_in = n_hidden
        left //= 2
    layers.append(Linear(n_hidden, vocab_size, generator=generator))
    model = Sequential(layers)
    with torch.no_grad():
        model.layers[-1].weight *= 0.1  # last layer make less confident
    return model


@torch.no_grad()
def evaluate(model, x, y):
    was = model.training
    for layer in model.layers:
        layer.training = False
    model.training = False
    try:
        logits = model(x)
        loss = F.cross_entropy(logits.view(-1, logits.shape[-1]), y.view(-1))
        return loss
    finally:
        model.training = was
        for layer in model.layers:
            layer.training = was


def sample(model, count, block_size=8, *, generator):
    itos = {i + 1: s for i, s in enumerate("abcdefghijklmnopqrstuvwxyz")}
    itos[0] = "."
    names = []
    was = model.training
    model.train(False)
    try:
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
            names.append("".join(itos[i] for i in out)[:-1])
    finally:
        model.train(was)
    return names


def smooth(lossi, k):
    if len(lossi) < k or k <= 0:
        raise ValueError("too few")
    lossi = lossi[: len(lossi) - len(lossi) % k]
    return torch.tensor(lossi).view(-1, k).mean(1)


def dilated_forward(emb, weights, seq):
    size = 2 ** len(weights)
    if len(seq) < size:
        raise ValueError("shorter than a window")
    rows = []
    for start in range(len(seq) - size + 1):
        h = emb[seq[start : start + size]]
        for weight in weights:
            h = torch.tanh(torch.cat([h[0::2], h[1::2]], dim=-1) @ weight)
        rows.append(h[0])
    return torch.stack(rows)
