"""only the numbers of entries are compared

(3, 1) and (3,) have three entries each, and their difference has nine. The shapes themselves
have to agree.
"""


def mae(preds, targets):
    if preds.numel() != targets.numel() or preds.numel() == 0:
        raise ValueError("sizes")
    return (preds - targets).abs().mean()
