"""the "." at the end of each word is left out

A model that never sees an end cannot end a name. A word of k letters gives k + 1 examples.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def build_dataset(words, block_size=3):
    if not words:
        raise ValueError("no words")
    X, Y = [], []
    for w in words:
        context = [0] * block_size
        for ch in w:
            ix = STOI[ch]
            X.append(context)
            Y.append(ix)
            context = [*context[1:], ix]
    return torch.tensor(X), torch.tensor(Y)
