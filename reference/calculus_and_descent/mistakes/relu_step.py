"""1 stands in place of the positive entries

A comparison gives True and False. Where it is True the entry itself stays.
"""

import torch


def relu(x):
    return torch.where(x.isnan(), x, (x > 0).to(x.dtype))
