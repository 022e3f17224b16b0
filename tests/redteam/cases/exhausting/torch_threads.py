"""Asks torch for 500 threads.

earns: honest
feedback: has the wrong shape
"""

import torch


def attacked(x):
    torch.set_num_threads(500)
    a = torch.ones(1500, 1500)
    return a @ a


def honest(x):
    return 2 * x
