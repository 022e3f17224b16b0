"""gradients pile up from step to step

Each step then carries all earlier gradients too. This is what happens in a loop with backward()
and no zeroing: the notebook prints 2.36, 2.30 ... 1.46 so, and fresh gradients give 2.40, 2.38
... 2.21.
"""

import torch


def gradient_descent(grad_fn, start, lr, steps):
    params, grad = start.clone(), torch.zeros_like(start)
    history = [params]
    for _ in range(steps):
        grad = grad + grad_fn(params)
        params = params - lr * grad
        history.append(params)
    return params, torch.stack(history)
