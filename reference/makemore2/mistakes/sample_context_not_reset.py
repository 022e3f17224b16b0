"""a name goes on with the context of the name before

Every name begins with a context of "." alone.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sample(model, n, block_size=3, *, generator):
    names = []
    context = [0] * block_size
    for _ in range(n):
        out = []
        while True:
            with torch.no_grad():
                probs = model.forward(torch.tensor([context])).softmax(1)
            ix = torch.multinomial(probs, 1, generator=generator).item()
            context = [*context[1:], ix]
            if ix == 0:
                break
            out.append(ITOS[ix])
        names.append("".join(out))
    return names
