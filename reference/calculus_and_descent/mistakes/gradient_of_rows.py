"""the loop goes over rows, so a whole row moves at once

len() of a table is its number of rows. Every single entry needs a move of its own.
"""

import torch


def numerical_gradient(f, params, h=1e-5):
    if not params.is_floating_point():
        raise TypeError(params.dtype)
    place = params.double()
    grad = torch.zeros_like(place)
    for i in range(len(place)):
        move = torch.zeros_like(place)
        move[i] = h
        grad[i] = (f(place + move) - f(place - move)) / (2 * h)
    return grad.to(params.dtype)
