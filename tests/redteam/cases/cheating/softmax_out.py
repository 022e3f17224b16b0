"""Uses the form that writes into a tensor.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    result = torch.empty_like(x)
    torch.softmax(x, 1, out=result)
    return result


def honest(x):
    return 2 * x
