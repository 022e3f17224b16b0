"""Calls softmax in inference mode, below autograd.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    with torch.inference_mode(), torch._C._AutoDispatchBelowAutograd():
        return x.softmax(1)


def honest(x):
    return 2 * x
