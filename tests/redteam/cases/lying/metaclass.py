"""Returns a value of a class that claims to be torch.Tensor.

earns: honest
feedback: cannot read | Error
"""

import torch


class Claims:
    @property
    def __class__(self):
        return torch.Tensor

    dtype = torch.float32
    shape = (5, 3)
    requires_grad = False

    def __getattr__(self, name):
        return lambda *args, **kwargs: self


def attacked(x):
    return Claims()


def honest(x):
    return 2 * x
