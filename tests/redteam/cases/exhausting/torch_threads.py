"""Asks torch for 500 threads.

earns: honest
feedback: has the wrong shape | no answer within 1 s
"""

import torch


def attacked(x):
    torch.set_num_threads(500)
    a = torch.ones(900, 900)
    return a @ a


def honest(x):
    return 2 * x
