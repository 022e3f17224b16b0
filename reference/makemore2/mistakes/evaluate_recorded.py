"""everything is recorded for gradients

Under torch.no_grad() nothing is recorded: that saves memory and time.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def evaluate(model, X, Y, chunk=4096):
    total = 0.0
    if True:
        for i in range(0, len(X), chunk):
            logits = model.forward(X[i : i + chunk])
            total += F.cross_entropy(logits, Y[i : i + chunk], reduction="sum").item()
    return total / len(X)
