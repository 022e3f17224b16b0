"""Calls softmin of the negative.

earns: honest
feedback: is not allowed in this file
"""

import torch.nn.functional as F


def attacked(x):
    return F.softmin(-x, 1)


def honest(x):
    return 2 * x
