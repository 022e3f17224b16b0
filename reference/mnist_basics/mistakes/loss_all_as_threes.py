"""every example is treated as a three

1 - p is the distance of a three. For a 7 a small output is wanted: its distance is p itself.
"""


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    p = logits.sigmoid()
    return (1 - p).mean()
