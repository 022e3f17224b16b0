"""the rise is not divided by anything

A slope is a rise over a run. The rise alone shrinks with h.
"""


def numerical_derivative(f, x, h=1e-5, method="central"):
    if method == "forward":
        return f(x + h) - f(x)
    if method == "central":
        return f(x + h) - f(x - h)
    raise ValueError(method)
