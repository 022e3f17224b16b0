"""the forward rise is divided by 2h

From x to x + h it is one h. Only the two places of a central difference lie 2h apart.
"""


def numerical_derivative(f, x, h=1e-5, method="central"):
    if method == "forward":
        return (f(x + h) - f(x)) / (2 * h)
    if method == "central":
        return (f(x + h) - f(x - h)) / (2 * h)
    raise ValueError(method)
