"""the gradients are emptied before the step

Then there is nothing left to step with. First the step, then the empty gradient.
"""

import torch


def update_coeffs(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.grad.zero_()
                p -= lr * p.grad
