"""Calls softmax of torch.nn.functional.

earns: honest
feedback: is not allowed in this file
"""

import torch.nn.functional as F


def attacked(x):
    return F.softmax(x, dim=1)


def honest(x):
    return 2 * x
