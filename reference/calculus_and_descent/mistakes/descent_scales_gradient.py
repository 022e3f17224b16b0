"""the gradient is multiplied by the rate in place

What grad_fn gives may be needed elsewhere: it can be the very tensor of the place, and then the
place is changed too.
"""

import torch


def gradient_descent(grad_fn, start, lr, steps):
    params = start.clone()
    history = [params.clone()]
    for _ in range(steps):
        grad = grad_fn(params)
        grad *= lr
        params = params - grad
        history.append(params)
    return params, torch.stack(history)
