"""Traces softmax and runs the graph.

earns: honest
feedback: is not allowed in this file | RuntimeError
"""

import torch


def attacked(x):
    return torch.jit.trace(lambda y: y.softmax(1), x)(x)


def honest(x):
    return 2 * x
