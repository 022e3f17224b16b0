"""Runs torch's own softmax in Python, which is only exp and sum and cannot be forbidden.

earns: honest attacked
feedback: -
"""

import torch


def attacked(x):
    from torch._decomp import get_decompositions

    aten = torch.ops.aten
    table = get_decompositions([aten._softmax])
    return table[aten._softmax.default](x, 1, False)


def honest(x):
    return 2 * x
