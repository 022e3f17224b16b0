"""the learning rate is left out

The step is lr times the gradient.
"""

import torch


def update_coeffs(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= p.grad
                p.grad = None
