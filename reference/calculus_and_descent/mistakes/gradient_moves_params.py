"""the entries of params themselves are moved, and not back

params belongs to the caller. Work on a clone; .double() makes none where params are float64
already.
"""

import torch


def numerical_gradient(f, params, h=1e-5):
    if not params.is_floating_point():
        raise TypeError(params.dtype)
    place = params.double()
    grad = torch.zeros_like(place)
    for i in range(place.numel()):
        old = place.view(-1)[i].item()
        place.view(-1)[i] = old + h
        high = f(place)
        place.view(-1)[i] = old - h
        grad.view(-1)[i] = (high - f(place)) / (2 * h)
        if i + 1 < place.numel():
            place.view(-1)[i] = old
    return grad.to(params.dtype)
