"""the number that is kept of an entry is a view of it, and moves along

An entry of a tensor is a part of it, no copy: x[i] = ... changes what was taken out before. item()
or clone() keeps the number.
"""

import torch


def numerical_gradient(f, params, h=1e-5):
    if not params.is_floating_point():
        raise TypeError(params.dtype)
    place = params.double().clone().contiguous()
    grad = torch.zeros_like(place)
    for i in range(place.numel()):
        old = place.view(-1)[i]
        place.view(-1)[i] = old + h
        high = f(place)
        place.view(-1)[i] = old - h
        low = f(place)
        place.view(-1)[i] = old
        grad.view(-1)[i] = (high - low) / (2 * h)
    return grad.to(params.dtype)
