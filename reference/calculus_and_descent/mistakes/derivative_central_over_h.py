"""the central rise is divided by h

The two places lie 2h apart, so a rise over h is twice too big.
"""


def numerical_derivative(f, x, h=1e-5, method="central"):
    if method == "forward":
        return (f(x + h) - f(x)) / h
    if method == "central":
        return (f(x + h) - f(x - h)) / h
    raise ValueError(method)
