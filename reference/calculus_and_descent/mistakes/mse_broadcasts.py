"""mse broadcasts shapes that differ

A column minus a row made an n-by-n table of differences. Compare only equal shapes.
"""


def mse(preds, targets):
    if preds.numel() == 0:
        raise ValueError("nothing")
    return ((preds - targets) ** 2).mean()
