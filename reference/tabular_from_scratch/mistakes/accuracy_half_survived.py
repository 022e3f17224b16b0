"""a prediction of exactly 0.5 counts as survived

The docstring asks for above 0.5: > and not >=.
"""


def accuracy(preds, y):
    return ((preds >= 0.5) == (y > 0.5)).double().mean().item()
