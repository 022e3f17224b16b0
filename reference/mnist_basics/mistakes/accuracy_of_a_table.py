"""every prediction is compared with every label

(n, 1) against (n,) is an n by n table. Keep y a column.
"""


def batch_accuracy(logits, y):
    return ((logits > 0) == (y == 1).flatten()).double().mean().item()
