"""Uses nn.Softmax2d.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    return torch.nn.Softmax2d()(x.T[None, :, :, None])[0, :, :, 0].T


def honest(x):
    return 2 * x
