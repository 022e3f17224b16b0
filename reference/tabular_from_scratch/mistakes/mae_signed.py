"""errors of both signs cancel

Without abs, a prediction too high makes up for one too low.
"""


def mae_loss(preds, y):
    if preds.shape != y.shape:
        raise ValueError("shapes")
    return (preds - y).mean()
