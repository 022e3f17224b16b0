"""Hides sparse and nested tensors in a list.

earns: honest
feedback: cannot read
"""

import torch


def attacked(x):
    return [x, (x.to_sparse(), torch.nested.nested_tensor([x[0]]))]


def honest(x):
    return 2 * x
