"""the right predictions are counted and not divided

Divided by the number of examples it is a share.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def validate_epoch(model, dl):
    return sum(batch_accuracy(model(xb), yb) * len(yb) for xb, yb in dl)
