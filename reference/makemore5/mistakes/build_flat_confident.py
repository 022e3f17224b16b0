"""the last layer of the flat network is not made smaller

The first logits should be small, so that the first loss is near ln 27: a factor of 0.1 in the
last weight.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def build_flat(vocab_size, block_size, n_embd, n_hidden, *, generator):
    layers = [
        Embedding(vocab_size, n_embd, generator=generator),
        FlattenConsecutive(block_size),
        Linear(block_size * n_embd, n_hidden, bias=False, generator=generator),
        BatchNorm1d(n_hidden),
        Tanh(),
        Linear(n_hidden, vocab_size, generator=generator),
    ]
    model = Sequential(layers)
    return model
