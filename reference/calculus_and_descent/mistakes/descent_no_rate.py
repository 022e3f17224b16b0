"""the learning rate is left out

A step is lr times the gradient. Without lr it is the rate 1.
"""

import torch


def gradient_descent(grad_fn, start, lr, steps):
    params = start.clone()
    history = [params]
    for _ in range(steps):
        params = params - grad_fn(params)
        history.append(params)
    return params, torch.stack(history)
