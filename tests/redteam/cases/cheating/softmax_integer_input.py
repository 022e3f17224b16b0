"""Has softmax convert the type itself.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.softmax(x, 1, dtype=torch.float32)


def honest(x):
    return 2 * x
