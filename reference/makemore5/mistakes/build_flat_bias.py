"""the flat network has a bias before batch normalisation

The mean of the batch takes it away again, and beta does its work. Leave it out.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


def build_flat(vocab_size, block_size, n_embd, n_hidden, *, generator):
    layers = [
        Embedding(vocab_size, n_embd, generator=generator),
        FlattenConsecutive(block_size),
        Linear(block_size * n_embd, n_hidden, bias=True, generator=generator),
        BatchNorm1d(n_hidden),
        Tanh(),
        Linear(n_hidden, vocab_size, generator=generator),
    ]
    model = Sequential(layers)
    with torch.no_grad():
        model.layers[-1].weight *= 0.1
    return model
