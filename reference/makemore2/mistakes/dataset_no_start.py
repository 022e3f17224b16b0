"""only contexts full of letters are kept

The first letters are to be predicted too: their contexts are filled up with "." at the left.
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
            if 0 not in context:
                X.append(context)
                Y.append(ix)
            context = [*context[1:], ix]
    return torch.tensor(X), torch.tensor(Y)
