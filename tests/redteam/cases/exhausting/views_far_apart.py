"""Returns entries that lie far apart in memory.

earns: honest
feedback: has the wrong shape
"""

import torch


def attacked(x):
    return torch.ones(1 << 22).as_strided((2, 3, 2), (1 << 20, 1 << 18, 1 << 16))


def honest(x):
    return 2 * x
