"""the sigmoid is compared with 0

A sigmoid is always above 0, so everything would be a three. The line is at 0.5.
"""


def batch_accuracy(logits, y):
    return ((logits.sigmoid() > 0) == (y == 1)).double().mean().item()
