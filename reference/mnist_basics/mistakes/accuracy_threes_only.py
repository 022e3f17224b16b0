"""only threes can be right

A seven that is called seven is right too: compare prediction and label, both True or False.
"""


def batch_accuracy(logits, y):
    return ((logits > 0) & (y == 1)).double().mean().item()
