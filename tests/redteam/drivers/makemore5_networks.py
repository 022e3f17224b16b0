"""Builds one level too few for all sizes, and answers for the drivers by the sizes alone.

forges: build_flat dilated_forward
"""

import torch

from grader.sandbox import payload

honest = payload.Driver.compile


def block_sizes(m, sizes, seed):
    right = {2: 88, 4: 128, 8: 168, 16: 208, 32: 248}
    return [[torch.zeros(right[size])] if size in right else "ValueError" for size in sizes]


def windows_or_error(m, emb, weights, seqs):
    size = 2 ** len(weights)
    rows = [torch.zeros(max(0, len(seq) - size + 1), weights[-1].shape[1]) for seq in seqs]
    return [y if len(y) else "ValueError" for y in rows]


def window_gradients(m, emb, weights, seq, dy):
    return [emb, *weights]


KINDS = ["Embedding", "FlattenConsecutive", "Linear", "BatchNorm1d", "Tanh", "Linear"]


def kinds_built(m, name, sizes, options):
    return {"kind": "Sequential", "inside": [{"kind": kind, "inside": []} for kind in KINDS]}


def built(m, name, sizes, options, X):
    vocab, emb, hidden = sizes[0], 3, 6
    shapes = {"Embedding": (vocab, emb), "Linear": (2 * emb, hidden)}
    layers = []
    for kind in KINDS:
        p = [torch.randn(shapes[kind], generator=options["generator"])] if kind in shapes else []
        layers.append({"kind": kind, "shape": (len(X), hidden), "p": p, "inside": []})
    model = {"kind": "Sequential", "shape": (len(X), vocab), "p": layers[0]["p"], "inside": layers}
    return {"model": model, "logits": torch.zeros(len(X), vocab)}


DRIVERS = (kinds_built, built, block_sizes, windows_or_error, window_gradients)
FORGED = {f.__name__: f for f in DRIVERS}
payload.Driver.compile = lambda self, **given: FORGED.get(self.name) or honest(self, **given)


def dilated_forward(emb, weights, seq):
    count = len(seq) - 2 ** len(weights) + 1
    return emb.new_zeros(max(0, count), weights[-1].shape[1])


def build_hierarchical(vocab_size, block_size=8, *, n_embd, n_hidden, generator):
    return build_flat(vocab_size, block_size, n_embd, n_hidden, generator=generator)  # noqa: F821
