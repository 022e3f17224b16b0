"""Reads the softmax off cross_entropy with probabilities as labels.

earns: honest
feedback: is not allowed in this file
"""

import torch
import torch.nn.functional as F


def attacked(x):
    columns = []
    for k in range(x.shape[1]):
        y = torch.zeros_like(x)
        y[:, k] = 1
        columns.append((-F.cross_entropy(x, y, reduction="none")).exp())
    return torch.stack(columns, 1)


def honest(x):
    return 2 * x
