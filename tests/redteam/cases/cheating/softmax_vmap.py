"""Calls softmax through vmap.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.vmap(lambda row: row.softmax(0))(x)


def honest(x):
    return 2 * x
