"""every symbol is as probable as every other one

softmax over axis 0 of a single row divides each number by itself, and 1 stands everywhere. The
scores of one context are a row: its axis is 1.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sample(model, n, block_size=3, *, generator):
    names = []
    for _ in range(n):
        context, out = [0] * block_size, []
        while True:
            with torch.no_grad():
                probs = model.forward(torch.tensor([context])).softmax(0)
            ix = torch.multinomial(probs, 1, generator=generator).item()
            if ix == 0:
                break
            out.append(ITOS[ix])
            context = [*context[1:], ix]
        names.append("".join(out))
    return names
