"""requires_grad stays off

Turned off for the step, it has to be turned on again, or the next backward pass finds nothing to
fill. torch.no_grad() does without.
"""


def update_coeffs(params, lr):
    for p in params:
        if p.grad is not None:
            step = lr * p.grad
            p.grad = None
            p.requires_grad_(False)
            p -= step
