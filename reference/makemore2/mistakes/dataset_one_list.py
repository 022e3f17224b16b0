"""all contexts of a word are one and the same list

A list that is changed in place changes wherever it was put. Each row needs a list of its own.
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
            context.pop(0)
            context.append(ix)
    return torch.tensor(X), torch.tensor(Y)
