"""training.py made of the functions in the other files of the topic."""

from types import SimpleNamespace

import torch
from exercises.makemore4.forward import forward

CHAIN = (
    ("linear_tanh_steps", ("h", "W2", "b2", "hpreact")),
    ("batchnorm_embedding_steps", ("bngain", "bnbias", "bnraw")),
)


def manual_backward(params, X, Y):
    import importlib

    from exercises.makemore4 import batchnorm_embedding_steps as steps
    from exercises.makemore4.fused import batchnorm_backward, cross_entropy_backward

    f = forward(params, X, Y)
    g = SimpleNamespace(logits=cross_entropy_backward(f.logits, Y))
    for module, names in CHAIN:
        functions = importlib.import_module(f"exercises.makemore4.{module}")
        for name in names:
            setattr(g, name, getattr(functions, f"d{name}")(f, g))
    g.hprebn = batchnorm_backward(g.hpreact, f.bnraw, f.bngain, f.bnvar_inv)
    g.embcat, g.W1, g.b1 = steps.dembcat(f, g), steps.dW1(f, g), steps.db1(f, g)
    g.emb = steps.demb(f, g)
    g.C = steps.dC(f, g)
    return (g.C, g.W1, g.b1, g.W2, g.b2, g.bngain, g.bnbias)


@torch.no_grad()
def train_manual(params, data, steps, lr, *, generator):
    losses = []
    for step in range(steps):
        rows = torch.randint(0, len(data[0]), (32,), generator=generator)
        batch = data[0][rows], data[1][rows]
        losses.append(forward(params, *batch).loss)
        gradients = manual_backward(params, *batch)
        names = ("C", "W1", "b1", "W2", "b2", "bngain", "bnbias")
        new = {k: params[k] - lr(step) * d for k, d in zip(names, gradients, strict=True)}
        params.update(new)
    return losses
