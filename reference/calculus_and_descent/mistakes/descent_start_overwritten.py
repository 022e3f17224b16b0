"""the start is changed in place

-= writes into the tensor that the caller passed. Clone it first.
"""

import torch


def gradient_descent(grad_fn, start, lr, steps):
    params = start
    history = [params.clone()]
    for _ in range(steps):
        params -= lr * grad_fn(params)
        history.append(params.clone())
    return params.clone(), torch.stack(history)
