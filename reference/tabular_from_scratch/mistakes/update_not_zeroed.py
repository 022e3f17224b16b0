"""the gradients are not emptied

Gradients add up in .grad; zero them after each step. The second step is made with the sum of both
gradients.
"""

import torch


def update_coeffs(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
