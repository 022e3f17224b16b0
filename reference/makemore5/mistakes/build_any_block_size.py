"""block sizes that are no power of 2 are accepted

Pairs of pairs come down to one place only from 2, 4, 8, 16 places. The docstring asks for
ValueError elsewhere.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file

import torch


def build_hierarchical(vocab_size, block_size=8, *, n_embd, n_hidden, generator):
    levels = max(1, block_size.bit_length() - 1)
    assert levels
    layers = [Embedding(vocab_size, n_embd, generator=generator)]
    width = n_embd
    for _level in range(levels):
        layers += [
            FlattenConsecutive(2),
            Linear(2 * width, n_hidden, bias=False, generator=generator),
            BatchNorm1d(n_hidden),
            Tanh(),
        ]
        width = n_hidden
    last = Linear(n_hidden, vocab_size, generator=generator)
    with torch.no_grad():
        last.weight *= 0.1
    return Sequential([*layers, last])
