"""the share of wrong predictions is given

Accuracy is the share of right ones: 1 minus that.
"""


def accuracy(preds, y):
    return ((preds > 0.5) != (y > 0.5)).double().mean().item()
