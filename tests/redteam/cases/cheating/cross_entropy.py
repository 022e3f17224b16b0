"""Reads the softmax off cross_entropy, one class at a time.

earns: honest
feedback: is not allowed in this file
"""

import torch
import torch.nn.functional as F


def attacked(x):
    columns = []
    for k in range(x.shape[1]):
        y = torch.full((x.shape[0],), k)
        columns.append((-F.cross_entropy(x, y, reduction="none")).exp())
    return torch.stack(columns, 1)


def honest(x):
    return 2 * x
