"""the given tensors stay as they were

p = p - lr * p.grad and params[i] = ... leave the tensors that the caller holds as they were. In
place are -= and sub_.
"""


def update_coeffs(params, lr):
    for i, p in enumerate(params):
        if p.grad is not None:
            params[i] = (p - lr * p.grad).detach().requires_grad_()
