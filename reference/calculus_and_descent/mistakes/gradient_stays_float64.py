"""the gradient stays float64

Computed in float64, returned in the dtype of params: else the next step of a float32 model
fails or changes its dtype.
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
        grad.view(-1)[i] = (f(place + move) - f(place - move)) / (2 * h)
    return grad
