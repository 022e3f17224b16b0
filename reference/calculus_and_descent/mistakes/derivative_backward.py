"""the forward difference looks below x

Forward goes from x to x + h. From x - h to x is the backward difference, with the error on the
other side.
"""


def numerical_derivative(f, x, h=1e-5, method="central"):
    if method == "forward":
        return (f(x) - f(x - h)) / h
    if method == "central":
        return (f(x + h) - f(x - h)) / (2 * h)
    raise ValueError(method)
