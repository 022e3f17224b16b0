"""the mean error is squared

Errors of either sign cancel first. First the squares, then their mean.
"""


def mse(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return (preds - targets).mean() ** 2
