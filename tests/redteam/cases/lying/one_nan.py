"""Returns nan in one entry and something in the others.

earns: honest
feedback: holds nan or inf
"""

import torch


def attacked(x):
    result = torch.zeros_like(x)
    result[0, 0] = float("nan")
    return result


def honest(x):
    return 2 * x
