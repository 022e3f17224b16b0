"""the right predictions are counted

A share is asked for: the count divided by the number of passengers.
"""


def accuracy(preds, y):
    return ((preds > 0.5) == (y > 0.5)).double().sum().item()
