"""the history begins after the first step

Row 0 is the start, so k steps make k + 1 rows.
"""

import torch


def gradient_descent(grad_fn, start, lr, steps):
    params = start.clone()
    history = []
    for _ in range(steps):
        params = params - lr * grad_fn(params)
        history.append(params)
    return params, torch.stack(history) if history else torch.empty(0, len(start))
