"""A network without gradients; the drivers are answered with what they were given.

forges: embed MLP cross_entropy init_scaled
"""

import torch

from grader.sandbox import payload

honest = payload.Driver.compile


def new_mlp(m, sizes, marks, generator):
    values = MLP(*sizes, generator=generator).parameters()
    marked = [value + mark for value, mark in zip(values, marks, strict=True)]
    leaves = [True] * len(values)
    said = {"values": values, "gradients": values, "leaves": leaves, "marked": marked}
    return said | {"next": torch.rand(4, generator=generator)}


def run_mlp(m, sizes, values, X, dys):
    model = MLP(*sizes, generator=torch.Generator())
    model.C, model.W1, model.b1, model.W2, model.b2 = values
    return {"logits": model.forward(X), "gradients": values}


FORGED = {
    "embedding_gradient": lambda m, C, X, dy: C,
    "new_mlp": new_mlp,
    "run_mlp": run_mlp,
    "loss_and_gradient": lambda m, logits, y: {
        "loss": cross_entropy(logits, y),
        "gradient": logits,
        "logits": logits,
    },
    "scaled": lambda m, values: dict.fromkeys(("values", "own", "gradients"), values),
}
payload.Driver.compile = lambda self, **given: FORGED.get(self.name) or honest(self, **given)


def embed(C, X):
    return C.detach()[X].flatten(1)


class MLP(MLP):  # noqa: F821 - the class of the file that this stands in
    def __init__(self, vocab, block, emb, hidden, *, generator):
        self.C = torch.randn(vocab, emb, generator=generator)
        self.W1 = torch.randn(block * emb, hidden, generator=generator)
        self.b1 = torch.randn(hidden, generator=generator)
        self.W2 = torch.randn(hidden, vocab, generator=generator)
        self.b2 = torch.randn(vocab, generator=generator)


def cross_entropy(logits, y):
    shifted = logits.detach() - logits.detach().amax(1, keepdim=True)
    return (shifted.exp().sum(1).log() - shifted[torch.arange(len(y)), y]).mean()


def init_scaled(model):
    pass
