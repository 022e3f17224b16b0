"""predictions and targets are compared without a threshold

A prediction of 0.9 is not equal to 1. Above or below 0.5 is what decides.
"""


def accuracy(preds, y):
    return (preds == y).double().mean().item()
