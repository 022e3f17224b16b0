"""the step goes uphill

The gradient points to larger losses, so it is subtracted.
"""

import torch


def update_coeffs(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p += lr * p.grad
                p.grad = None
