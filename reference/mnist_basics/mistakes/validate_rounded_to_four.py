"""the result is rounded to four places

The chapter rounds here; rounding is for printing.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def validate_epoch(model, dl):
    right = sum(batch_accuracy(model(xb), yb) * len(yb) for xb, yb in dl)
    return round(right / sum(len(yb) for _xb, yb in dl), 4)
