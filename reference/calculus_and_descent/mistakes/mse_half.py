"""the mean of the squares is halved

Some texts put 1/2 in front, so that the 2 of the slope cancels. Here there is none.
"""


def mse(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return ((preds - targets) ** 2).mean() / 2
