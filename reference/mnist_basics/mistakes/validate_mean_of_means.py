"""the accuracies of the batches are averaged

The last batch is smaller; weight by its size, or count the right predictions.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def validate_epoch(model, dl):
    return sum(batch_accuracy(model(xb), yb) for xb, yb in dl) / len(dl)
