"""Loops and lists, one example, place or row at a time.

It goes through the numbers one at a time with plain loops, so that every step can be printed
and followed on paper. The solution above says the same in fewer words, and where those are
operations on whole tensors, in a small part of the time.
"""

import torch
from torch.nn import functional as F


class FlattenConsecutive:
    def __init__(self, n):
        self.n = n

    def __call__(self, x):
        _B, T, _C = x.shape
        if T % self.n > 0:
            raise ValueError(f"T = {T}, n = {self.n}")
        groups = []
        for start in range(0, T, self.n):
            places = [x[:, start + i, :] for i in range(self.n)]
            groups.append(torch.cat(places, dim=1))
        if len(groups) == 1:
            self.out = groups[0]
        else:
            self.out = torch.stack(groups, dim=1)
        return self.out

    def parameters(self):
        return []


class Linear:
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        self.weight = torch.randn(fan_in, fan_out, generator=generator)
        self.weight /= fan_in**0.5
        self.bias = None
        if bias:
            self.bias = torch.zeros(fan_out)

    def __call__(self, x):
        rows = x.reshape(-1, x.shape[-1])
        out = torch.stack([row @ self.weight for row in rows])
        if self.bias is not None:
            out = out + self.bias
        self.out = out.reshape(*x.shape[:-1], self.weight.shape[1])
        return self.out

    def parameters(self):
        if self.bias is None:
            return [self.weight]
        return [self.weight, self.bias]


class Sequential:
    def __init__(self, layers):
        self.layers = layers
        self.training = True

    def __call__(self, x):
        out = x
        for i in range(len(self.layers)):
            out = self.layers[i](out)
        self.out = out
        return out

    def parameters(self):
        params = []
        for layer in self.layers:
            for p in layer.parameters():
                there = False
                for q in params:
                    if q is p:
                        there = True
                if not there:
                    params.append(p)
        return params

    def train(self, flag=True):
        self.training = flag
        for layer in self.layers:
            if isinstance(layer, Sequential):
                layer.train(flag)
            else:
                layer.training = flag


def trace_shapes(model, x):
    """The name is cut out of the text that Python shows for the class. The solution above asks the
    class for its name.
    """
    shapes = []
    with torch.no_grad():
        for layer in model.layers:
            x = layer(x)
            name = str(type(layer)).split(".")[-1].removesuffix("'>")
            shapes.append([name, [*x.shape]])
    return shapes


def evaluate(model, X, Y):
    training = model.training
    model.train(False)
    try:
        with torch.no_grad():
            logits = model(X)
            V = logits.shape[-1]
            losses = []
            for row, y in zip(logits.reshape(-1, V), Y.reshape(-1), strict=True):
                losses.append(-row.log_softmax(0)[y].item())
            return sum(losses) / len(losses)
    finally:
        model.train(training)


def sample(model, count, block_size=8, *, generator):
    alphabet = ".abcdefghijklmnopqrstuvwxyz"
    training = model.training
    try:
        model.train(False)
        names = []
        while len(names) < count:
            text = "." * block_size
            while True:
                ix = torch.tensor([alphabet.index(ch) for ch in text[-block_size:]])
                with torch.no_grad():
                    p = F.softmax(model(ix.view(1, -1)), dim=-1).squeeze(0)
                ch = alphabet[torch.multinomial(p, 1, replacement=True, generator=generator)]
                if ch == ".":
                    break
                text += ch
            names.append(text[block_size:])
        return names
    finally:
        model.train(training)


def smooth(losses, k):
    if k < 1 or k > len(losses):
        raise ValueError("k")
    points = []
    for start in range(0, len(losses) - k + 1, k):
        points.append(sum(losses[start : start + k]) / k)
    return torch.tensor(points)


def dilated_forward(emb, weights, seq):
    if len(seq) < 2 ** len(weights):
        raise ValueError("T")
    rows = [emb[ix] for ix in seq]
    apart = 1
    for W in weights:
        joined = []
        for left, right in zip(rows[:-apart], rows[apart:], strict=True):
            joined.append(torch.tanh(torch.cat([left, right]) @ W))
        rows = joined
        apart *= 2
    return torch.stack(rows)
