"""only the last batch is looked at

A return inside the loop, or a variable that is overwritten, loses the other batches.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def validate_epoch(model, dl):
    for xb, yb in dl:
        accuracy = batch_accuracy(model(xb), yb)
    return accuracy
