"""the numbers are float32

torch.Tensor makes floats; an index is a whole number, int64, which torch.tensor keeps.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def build_dataset(words, block_size=3):
    if not words:
        raise ValueError("no words")
    X, Y = [], []
    for w in words:
        context = [0] * block_size
        for ch in w + ".":
            ix = STOI[ch]
            X.append(context)
            Y.append(ix)
            context = [*context[1:], ix]
    return torch.Tensor(X), torch.Tensor(Y)
