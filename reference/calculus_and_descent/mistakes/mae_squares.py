"""mae squares the errors

The absolute error is the size itself. Squares belong to mse.
"""


def mae(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return ((preds - targets) ** 2).mean()
