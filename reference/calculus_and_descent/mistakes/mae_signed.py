"""the errors keep their signs

Errors of 3 and -3 then cancel to a loss of 0. The size comes before the mean.
"""


def mae(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return (preds - targets).mean()
