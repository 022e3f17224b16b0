"""the context already holds the symbol to be predicted

First the example is written down, then the context moves on. The other way round the answer
stands in the question.
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
            context = [*context[1:], ix]
            X.append(context)
            Y.append(ix)
    return torch.tensor(X), torch.tensor(Y)
