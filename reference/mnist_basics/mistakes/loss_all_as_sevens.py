"""every example is treated as a seven

p is the distance of a seven. For a three it is 1 - p.
"""


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    p = logits.sigmoid()
    return p.mean()
