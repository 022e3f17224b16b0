"""the newest symbol comes in at the left

The context reads as in build_dataset: oldest at the left, newest at the right.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def sample(model, n, block_size=3, *, generator):
    names = []
    for _ in range(n):
        context, out = [0] * block_size, []
        while True:
            with torch.no_grad():
                probs = model.forward(torch.tensor([context])).softmax(1)
            ix = torch.multinomial(probs, 1, generator=generator).item()
            if ix == 0:
                break
            out.append(ITOS[ix])
            context = [ix, *context[:-1]]
        names.append("".join(out))
    return names
