"""only the first parameter is moved

A return inside the loop, or no loop at all: every parameter takes a step.
"""

import torch


def update_coeffs(params, lr):
    with torch.no_grad():
        for p in params[:1]:
            if p.grad is not None:
                p -= lr * p.grad
                p.grad = None
