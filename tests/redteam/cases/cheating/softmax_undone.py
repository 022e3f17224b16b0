"""Undoes the override by an override of its own.

earns: honest
feedback: is not allowed in this file | Error
"""

import torch

library = torch.library.Library("aten", "IMPL")
library._destroy()


def attacked(x):
    return x.softmax(1)


def honest(x):
    return 2 * x
