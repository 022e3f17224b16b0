"""Y holds the symbol before, not the one after

The right answer is what follows the context, not the last symbol in it.
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
            Y.append(context[-1])
            context = [*context[1:], ix]
    return torch.tensor(X), torch.tensor(Y)
