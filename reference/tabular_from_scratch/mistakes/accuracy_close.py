"""1 minus the mean distance is given

That is the loss from the other side. Accuracy counts predictions on the right side of 0.5.
"""


def accuracy(preds, y):
    return 1 - (preds - y).abs().double().mean().item()
