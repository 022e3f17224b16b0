"""the differences are taken in the dtype of params

Near 100 the next number of float32 is 8e-6 away, as far as the whole move. In float64 there is
room.
"""

import torch


def numerical_gradient(f, params, h=1e-5):
    if not params.is_floating_point():
        raise TypeError(params.dtype)
    place = params.contiguous()
    grad = torch.zeros_like(place)
    for i in range(place.numel()):
        move = torch.zeros_like(place)
        move.view(-1)[i] = h
        grad.view(-1)[i] = (f(place + move) - f(place - move)) / (2 * h)
    return grad.to(params.dtype)
