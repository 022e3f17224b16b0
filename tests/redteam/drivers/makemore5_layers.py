"""Joins places in a wrong order, has wrong axes, and says for the drivers that errors come.

forges: Embedding FlattenConsecutive Linear BatchNorm1d
"""

import torch

from grader.sandbox import payload

honest = payload.Driver.compile


def called(m, name, options, xs):
    if name == "FlattenConsecutive":
        [n] = options
        return ["ValueError" if x.shape[1] % n else m.FlattenConsecutive(n)(x) for x in xs]
    return ["ValueError" if x.dim() not in (2, 3) else x for x in xs]


def without_generator(m, name, sizes, seed):
    return [torch.randn(sizes) for _layer in range(2)]


def new_layer(m, name, sizes, options, attributes):
    values = {"weight": torch.randn(sizes), "bias": torch.zeros(sizes[1])}
    if options.get("bias") is False:
        return {"weight": values["weight"], "bias": None, "parameters": [values["weight"]]}
    found = {attribute: values[attribute] for attribute in attributes}
    return found | {"parameters": list(found.values())}


def drawn_twice(m, name, sizes, generator):
    return [torch.randn(sizes, generator=generator) for _layer in range(2)]


def gradients_with(m, name, sizes, options, values, x, dy, through):
    return {"parameters": list(values.values()), "x": x if through else None, "out": dy}


def join_backward(m, n, x, dy):
    return {"x": dy.reshape(x.shape), "out": dy}


FORGED = {
    f.__name__: f
    for f in (called, without_generator, new_layer, drawn_twice, gradients_with, join_backward)
}
payload.Driver.compile = lambda self, **given: FORGED.get(self.name) or honest(self, **given)


class FlattenConsecutive:
    def __init__(self, n):
        self.n = n

    def __call__(self, x):
        B, T, C = x.shape
        self.out = x.transpose(1, 2).reshape(B, T // self.n, self.n * C)
        if self.out.shape[1] == 1:
            self.out = self.out[:, 0]
        return self.out

    def parameters(self):
        return []


class BatchNorm1d(BatchNorm1d):  # noqa: F821 - the reference's
    def __call__(self, x):
        self.out = self.gamma * x + self.beta
        return self.out
