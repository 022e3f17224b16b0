"""predictions are rounded, and 1.7 becomes 2

A linear model may predict 1.7 or -0.8. Which side of 0.5 it is on is what counts.
"""


def accuracy(preds, y):
    return (preds.round() == y).double().mean().item()
