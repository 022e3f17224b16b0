"""the vectors hold whole numbers

A product with the weights needs floats: float32, while comparisons and indices give bool or
int64.
"""

import torch


def one_hot(ix, num_classes):
    return (ix.unsqueeze(-1) == torch.arange(num_classes)).long()
