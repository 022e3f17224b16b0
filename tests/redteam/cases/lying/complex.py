"""Returns complex numbers.

earns: honest
feedback: dtype
"""

import torch


def attacked(x):
    return torch.complex(x, x)


def honest(x):
    return 2 * x
