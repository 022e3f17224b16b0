"""Uses nn.AdaptiveLogSoftmaxWithLoss.

earns: honest
feedback: is not allowed in this file
"""

import torch


def attacked(x):
    layer = torch.nn.AdaptiveLogSoftmaxWithLoss(x.shape[1], x.shape[1], [x.shape[1] - 1])
    return layer.log_prob(x).exp()


def honest(x):
    return 2 * x
