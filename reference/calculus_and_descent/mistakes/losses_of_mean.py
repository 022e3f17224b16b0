"""the mean is taken of the errors, before their size and before their square

Errors of either sign cancel in that mean. First abs, or the square, then the mean.
"""


def mae(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return (preds - targets).mean().abs()


def mse(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return (preds - targets).mean() ** 2
