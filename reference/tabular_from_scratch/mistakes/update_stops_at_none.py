"""the step ends at the first parameter without a gradient

A parameter without a gradient is skipped; those behind it still take their step.
"""

import torch


def update_coeffs(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is None:
                break
            p -= lr * p.grad
            p.grad = None
