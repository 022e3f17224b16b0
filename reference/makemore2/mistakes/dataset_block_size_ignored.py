"""contexts have 3 symbols whatever block_size says

The length of the context is an argument: use it wherever a 3 is written.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def build_dataset(words, block_size=3):
    if not words:
        raise ValueError("no words")
    X, Y = [], []
    for w in words:
        context = [0] * 3
        for ch in w + ".":
            ix = STOI[ch]
            X.append(context)
            Y.append(ix)
            context = [*context[1:], ix]
    return torch.tensor(X), torch.tensor(Y)
