"""the gradient is added

The gradient points to steepest increase, so adding it walks uphill. Subtract it.
"""

import torch


def gradient_descent(grad_fn, start, lr, steps):
    params = start.clone()
    history = [params]
    for _ in range(steps):
        params = params + lr * grad_fn(params)
        history.append(params)
    return params, torch.stack(history)
