"""the scores themselves are taken for probabilities

torch.multinomial takes weights of 0 and more. Scores have any sign, and a score of 0 is no
probability of 0: softmax of the row makes probabilities of them.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sample(model, n, block_size=3, *, generator):
    names = []
    for _ in range(n):
        context, out = [0] * block_size, []
        while True:
            with torch.no_grad():
                logits = model.forward(torch.tensor([context]))
            ix = torch.multinomial(logits, 1, generator=generator).item()
            if ix == 0:
                break
            out.append(ITOS[ix])
            context = [*context[1:], ix]
        names.append("".join(out))
    return names
