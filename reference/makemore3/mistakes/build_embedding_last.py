"""the embedding is drawn after the layers

One generator makes one row of numbers, and who asks first gets the first ones. The docstring says
in which order the tensors are drawn.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


def build_deep_mlp(
    vocab_size, block_size, n_embd, n_hidden, n_layers=5, *, batchnorm=True, gain=1.0, generator
):
    layers = []
    width = block_size * n_embd
    for _layer in range(n_layers):
        layers.append(Linear(width, n_hidden, bias=not batchnorm, generator=generator))
        if batchnorm:
            layers.append(BatchNorm1d(n_hidden))
        layers.append(Tanh())
        width = n_hidden
    layers.append(Linear(width, vocab_size, bias=not batchnorm, generator=generator))
    if batchnorm:
        layers.append(BatchNorm1d(vocab_size))
    with torch.no_grad():
        for layer in layers[:-1]:
            if isinstance(layer, Linear):
                layer.weight *= gain
        last = layers[-1].gamma if batchnorm else layers[-1].weight
        last *= 0.1
    C = torch.randn(vocab_size, n_embd, generator=generator)
    return C, layers
