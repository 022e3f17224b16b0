"""Compiles its function, which starts processes and writes caches.

earns: honest
feedback: RuntimeError | an exception of its own | Error | no answer within
"""

import torch


def attacked(x):
    return torch.compile(lambda y: y * 2)(x)


def honest(x):
    return 2 * x
