"""the newest symbol comes in at the left

Contexts read as names do: the oldest symbol stands at the left and leaves first.
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
            context = [ix, *context[:-1]]
    return torch.tensor(X), torch.tensor(Y)
