"""params of whole numbers are taken

Nothing can be h away from a whole number and still be one. A TypeError says so before it rounds
to 0.
"""

import torch


def numerical_gradient(f, params, h=1e-5):
    place = params.double().contiguous()
    grad = torch.zeros_like(place)
    for i in range(place.numel()):
        move = torch.zeros_like(place)
        move.view(-1)[i] = h
        grad.view(-1)[i] = (f(place + move) - f(place - move)) / (2 * h)
    return grad.to(params.dtype) if params.is_floating_point() else grad
