"""the losses are added up

The result is the mean over the examples.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def evaluate(model, X, Y, chunk=4096):
    total = 0.0
    with torch.no_grad():
        for i in range(0, len(X), chunk):
            logits = model.forward(X[i : i + chunk])
            total += F.cross_entropy(logits, Y[i : i + chunk], reduction="sum").item()
    return total
