"""every prediction is compared with every target

n-by-n broadcast: (n, 1) minus (n,) averages every prediction against every target. Compare the
shapes first.
"""

import torch


def mae_loss(preds, y):
    return torch.abs(preds - y).mean()
