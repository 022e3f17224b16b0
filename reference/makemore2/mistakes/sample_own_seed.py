"""a generator of its own is seeded for every name

Then all names are the same one. Draw from the generator that is passed.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sample(model, n, block_size=3, *, generator):
    names = []
    for _ in range(n):
        generator = torch.Generator().manual_seed(2147483647)
        context, out = [0] * block_size, []
        while True:
            with torch.no_grad():
                probs = model.forward(torch.tensor([context])).softmax(1)
            ix = torch.multinomial(probs, 1, generator=generator).item()
            if ix == 0:
                break
            out.append(ITOS[ix])
            context = [*context[1:], ix]
        names.append("".join(out))
    return names
