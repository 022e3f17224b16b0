"""every weight is made smaller, not the last one only

Only the logits have to be small at the start. The layers before keep the scale of Linear.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def build_hierarchical(vocab_size, block_size=8, *, n_embd, n_hidden, generator):
    levels = block_size.bit_length() - 1
    if block_size < 2 or 2**levels != block_size:
        raise ValueError("no power of 2")
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
    for layer in [*layers, last]:
        if isinstance(layer, Linear):
            layer.weight *= 0.1
    return Sequential([*layers, last])
