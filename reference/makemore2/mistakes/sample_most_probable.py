"""the most probable symbol is taken

Then every name is the same one. Symbols are drawn by their probabilities.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sample(model, n, block_size=3, *, generator):
    names = []
    for _ in range(n):
        context, out = [0] * block_size, []
        while True:
            with torch.no_grad():
                probs = model.forward(torch.tensor([context])).softmax(1)
            ix = probs.argmax().item()
            if ix == 0:
                break
            out.append(ITOS[ix])
            context = [*context[1:], ix]
        names.append("".join(out))
    return names
