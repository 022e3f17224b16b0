"""the sizes are summed, not averaged

A sum grows with the number of points; a mean of 10 and of 1,000 points can be compared.
"""


def mae(preds, targets):
    if preds.shape != targets.shape or preds.numel() == 0:
        raise ValueError("shapes")
    return (preds - targets).abs().sum()
