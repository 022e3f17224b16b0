"""Returns a wrapper tensor that computes what it likes.

earns: honest
feedback: has wrong value | cannot read | Error | no answer within 1 s
"""

import torch


class Wrapper(torch.Tensor):
    @staticmethod
    def __new__(cls, shape):
        return torch.Tensor._make_wrapper_subclass(cls, shape)

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return torch.zeros(5, 3)


def attacked(x):
    return Wrapper(x.shape)


def honest(x):
    return 2 * x
