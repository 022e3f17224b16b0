"""the central places lie h / 2 to each side

The docstring asks for one place h below and one h above x.
"""


def numerical_derivative(f, x, h=1e-5, method="central"):
    if method == "forward":
        return (f(x + h) - f(x)) / h
    if method == "central":
        return (f(x + h / 2) - f(x - h / 2)) / h
    raise ValueError(method)
