"""Compiles softmax with TorchScript.

earns: honest
feedback: is not allowed in this file | an exception of its own | OSError | RuntimeError
"""

import torch


def attacked(x):
    @torch.jit.script
    def f(y: torch.Tensor) -> torch.Tensor:
        return torch.softmax(y, 1)

    return f(x)


def honest(x):
    return 2 * x
