"""the distances are added up, not averaged

The mean does not depend on how many passengers there are, so one learning rate does for all.
"""


def mae_loss(preds, y):
    if preds.shape != y.shape:
        raise ValueError("shapes")
    return (preds - y).abs().sum()
