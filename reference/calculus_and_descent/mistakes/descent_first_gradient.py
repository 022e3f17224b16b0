"""the gradient of the start is used in every step

The slope changes along the way: ask for it anew at each place.
"""

import torch


def gradient_descent(grad_fn, start, lr, steps):
    params, grad = start.clone(), grad_fn(start)
    history = [params]
    for _ in range(steps):
        params = params - lr * grad
        history.append(params)
    return params, torch.stack(history)
