"""the axes of ix are joined into one

The axes of ix stay; the new one stands behind them.
"""

import torch


def one_hot(ix, num_classes):
    return (ix.reshape(-1, 1) == torch.arange(num_classes)).float()
