"""the root is taken at the end

That is the root mean squared error. The mean squared error stays squared.
"""


def mse(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return ((preds - targets) ** 2).mean().sqrt()
