"""one step too many is taken

steps steps: range(steps + 1) gives one more.
"""

import torch


def gradient_descent(grad_fn, start, lr, steps):
    params = start.clone()
    history = [params]
    for _ in range(steps + 1):
        params = params - lr * grad_fn(params)
        history.append(params)
    return params, torch.stack(history)
