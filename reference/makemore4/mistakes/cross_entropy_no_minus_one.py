"""nothing is subtracted at the right letter

The right letter is pulled up and all letters are pushed down by their probability.
The pull is missing: each row should add up to 0.
"""


def cross_entropy_backward(logits, Y):
    n = logits.shape[0]
    return logits.softmax(dim=1) / n
