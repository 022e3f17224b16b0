"""Returns a nested tensor.

earns: honest
feedback: cannot read | Error
"""

import torch


def attacked(x):
    return torch.nested.nested_tensor([x[0], x[1]])


def honest(x):
    return 2 * x
