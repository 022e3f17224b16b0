"""Calls nll_loss.

earns: honest
feedback: is not allowed in this file
"""

import torch
import torch.nn.functional as F


def attacked(x):
    return F.nll_loss(x, torch.zeros(x.shape[0], dtype=torch.long))


def honest(x):
    return 2 * x
