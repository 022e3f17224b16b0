"""Calls the sparse softmax.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.sparse.softmax(x.to_sparse(), 1).to_dense()


def honest(x):
    return 2 * x
