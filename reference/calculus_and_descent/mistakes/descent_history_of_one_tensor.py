"""every row of the history is the last place

A list keeps the tensor, not the numbers that it had. With -= all rows are one and the same
tensor: append a clone.
"""

import torch


def gradient_descent(grad_fn, start, lr, steps):
    params = start.clone()
    history = [params]
    for _ in range(steps):
        params -= lr * grad_fn(params)
        history.append(params)
    return params, torch.stack(history)
