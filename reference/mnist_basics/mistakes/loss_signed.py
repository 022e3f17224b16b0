"""the distances keep their signs

p - 1 of a three and p of a seven cancel in the mean. A distance has no sign.
"""


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    return (logits.sigmoid() - targets).mean()
