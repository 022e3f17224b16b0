"""only 32 examples are looked at

One batch of 32 is noise; evaluate the whole part.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def evaluate(model, X, Y, chunk=4096):
    chunk = min(chunk, 32)
    total = 0.0
    with torch.no_grad():
        for i in range(0, min(len(X), 32), chunk):
            logits = model.forward(X[:32][i : i + chunk])
            total += F.cross_entropy(logits, Y[:32][i : i + chunk], reduction="sum").item()
    return total / min(len(X), 32)
