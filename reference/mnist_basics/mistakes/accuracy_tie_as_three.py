"""a logit of exactly 0 counts as a three

Above 0.5 is a three; 0.5 itself is not above.
"""


def batch_accuracy(logits, y):
    return ((logits >= 0) == (y == 1)).double().mean().item()
